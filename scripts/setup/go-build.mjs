import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether there is a Go toolchain to build with. */
export function hasGo() {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0
}

/**
 * What a Go program is called on this system.
 *
 * @param {string} name
 */
export function programName(name) {
  return process.platform === 'win32' ? `${name}.exe` : name
}

/**
 * Builds the Go program of a folder, unless its file is there. Rejects with what `go build` said.
 *
 * @param {{ folder: string, binary: string, ldflags?: string }} program `folder` is that of its module
 * @returns {Promise<string>} the binary
 */
export async function buildGo({ folder, binary, ldflags = '-s -w' }) {
  if (existsSync(binary)) return binary
  await mkdir(dirname(binary), { recursive: true })
  // Two builds may run at once; whichever ends last wins with the same result, and nobody sees half a file.
  const partial = `${binary}.${process.pid}.partial`
  try {
    await run('go', ['build', '-trimpath', '-ldflags', ldflags, '-o', partial, '.'], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024
    })
    await rename(partial, binary)
  } finally {
    await rm(partial, { force: true })
  }
  return binary
}
