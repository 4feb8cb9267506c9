import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { connect } from 'node:net'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/setup/folders.mjs'
import { hasBench } from './bench.ts'

interface Started {
  /** The process that was started; with `shell`, the parent of the control plane. */
  readonly pid: number
  readonly port: number
  readonly folder: string
  /** Processes of this control plane that are still there. */
  readonly left: () => readonly string[]
  readonly exited: Promise<number | null>
}

/** Starts `npm run cluster`'s program; `shell` puts a shell between, whose death is the test. */
async function start(shell: boolean): Promise<Started> {
  const program = join(root, 'e2e', 'cluster', 'main.mjs')
  const child = shell
    ? spawn('sh', ['-c', `"${process.execPath}" "${program}"; true`], { stdio: ['ignore', 'pipe', 'ignore'] })
    : spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the control plane ended with ${code} before it was ready`)))
  })
  const ready = JSON.parse(line) as { readonly server: string; readonly logs: string }
  const folder = dirname(ready.logs)
  return {
    pid: child.pid ?? 0,
    port: Number(new URL(ready.server).port),
    folder,
    exited,
    left: () =>
      spawnSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((process) => process.includes(folder))
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function nothingLeft({ left, port }: Started): Promise<void> {
  await expect.poll(left, { timeout: 20_000, interval: 200 }).toEqual([])
  await expect.poll(() => isOpen(port), { timeout: 10_000, interval: 200 }).toBe(false)
}

describe.skipIf(!hasBench || process.platform !== 'linux')('the control plane leaves nothing behind', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('after %s', { timeout: 180_000 }, async (signal) => {
    const started = await start(false)
    expect(started.left().length).toBeGreaterThan(6)
    process.kill(started.pid, signal)
    expect(await started.exited).toBe(0)
    await nothingLeft(started)
    expect(existsSync(started.folder)).toBe(false)
  })

  test('after kill -9 of itself', { timeout: 180_000 }, async () => {
    const started = await start(false)
    process.kill(started.pid, 'SIGKILL')
    await started.exited
    await nothingLeft(started)
    // Nobody was left to remove its files.
    rmSync(started.folder, { recursive: true })
  })

  test('after kill -9 of its parent', { timeout: 180_000 }, async () => {
    const started = await start(true)
    process.kill(started.pid, 'SIGKILL')
    await started.exited
    await nothingLeft(started)
    expect(existsSync(started.folder)).toBe(false)
  })
})
