import { spawn } from 'node:child_process'
import { Trouble } from './say.mjs'

/** Whether there is no screen to open a window on. */
export function hasNoDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
}

/**
 * Starts a virtual X display of our own. Xvfb itself picks a free number and reports it on the descriptor we give it,
 * so two runs side by side never meet.
 *
 * @param {{ width?: number, height?: number }} [size] in pixels
 * @returns {Promise<{ env: { DISPLAY: string }, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay({ width = 1920, height = 1200 } = {}) {
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const stop = stopper(server)
  let complaint = ''
  server.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text))
  const number = await new Promise((resolve, reject) => {
    let text = ''
    server.stdio[3]?.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('\n')) resolve(text.trim())
    })
    server.once('error', reject)
    server.once('exit', (code) => {
      reject(new Trouble(`Xvfb ended with ${code}: ${complaint.trim()}`))
    })
  })
  return { env: { DISPLAY: `:${number}` }, stop }
}

/**
 * Ends a child process and waits until it is gone; also when our own process ends first.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => Promise<void>}
 */
export function stopper(child) {
  const ended = new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', resolve)
  })
  const end = () => {
    child.kill()
  }
  process.once('exit', end)
  return async () => {
    process.off('exit', end)
    child.kill()
    await ended
  }
}
