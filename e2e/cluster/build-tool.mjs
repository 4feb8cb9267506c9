import { spawn } from 'node:child_process'
import { boundToUs, codeOf } from './programs.mjs'

/** Debian's and Go's tools as this build uses them, whatever a checkout around us or the user's settings say. */
const settings = { GOFLAGS: '', GOWORK: 'off', DEBIAN_FRONTEND: 'noninteractive' }

/**
 * Runs a tool of the build and keeps what it prints. It has a process group of its own, so that an interruption ends its
 * compilers with it; on Linux the kernel tells it to end when this process is killed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string | undefined, abort?: AbortSignal | undefined }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when there is no such program, and -1 when
 *   a signal ended it
 * @throws the reason of `abort`, once nothing of the tool is left
 */
export async function runBuildTool(command, args, { cwd, abort } = {}) {
  abort?.throwIfAborted()
  const [file, all] = boundToUs(command, args, 'TERM')
  const child = spawn(file, all, {
    cwd,
    env: { ...process.env, ...settings },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  const end = () => endGroup(child)
  abort?.addEventListener('abort', end, { once: true })
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', (error) => (codeOf(error) === 'ENOENT' ? resolve(127) : reject(error)))
      child.once('close', (status) => resolve(status ?? -1))
    })
    abort?.throwIfAborted()
    return { code, stdout, stderr }
  } finally {
    abort?.removeEventListener('abort', end)
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return void child.kill()
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch (error) {
    // It may just have ended by itself.
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
