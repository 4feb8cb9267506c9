import { connect } from 'node:net'
import { setImmediate as soon } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { openLoopback, type Loopback } from '../../src/main/connections/azure/loopback.ts'

// Any page in a browser, and any user of this computer, reaches the port that waits for a sign-in.

const state = 'a-state-that-nobody-knows'
let loopback: Loopback
afterEach(() => loopback.close())

/** The status line that a raw request gets; empty for none within 10 s. */
function askRaw(target: string, host?: string): Promise<string> {
  const port = Number(new URL(loopback.redirect).port)
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host ?? `localhost:${port}`}\r\n\r\n`)
    )
    const end = (text: string): void => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(10_000, () => end(''))
    socket.once('data', (data) => end(data.toString('latin1').split('\r\n')[0] ?? ''))
    socket.once('error', () => end(''))
  })
}

it.each([
  '//',
  '///',
  '//?code=stolen&state=x',
  'http://[',
  'http://a:b:c/',
  '/%',
  '/?%',
  '/?state=%ff&code=1',
  '*',
  '/'.repeat(40),
  `//?code=stolen&state=${state}`,
  `/x?code=stolen&state=${state}`
])('is turned away, and ends neither the sign-in nor Backout: %s', { timeout: 60_000 }, async (target) => {
  loopback = await openLoopback(state, new AbortController().signal)
  expect(await askRaw(target)).toContain('400')
  expect(await askRaw(`/?code=theirs&state=${state}`, 'evil.example')).toContain('400')
  expect(await askRaw(`/?code=ours&state=${state}`)).toContain('200')
  expect(await loopback.code).toBe('ours')
})

it('ends without an error that nobody catches, where no browser was opened', async () => {
  const heard = vi.fn()
  process.on('unhandledRejection', heard)
  loopback = await openLoopback(state, new AbortController().signal)
  loopback.close()
  await soon()
  await soon()
  process.off('unhandledRejection', heard)
  expect(heard).not.toHaveBeenCalled()
})
