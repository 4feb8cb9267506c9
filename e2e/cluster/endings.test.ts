import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { connect } from 'node:net'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/setup/folders.mjs'
import { hasBench } from './bench.ts'
import { ensureBinaries } from './build.mjs'
import { processesOf } from './processes-of.ts'

const program = join(root, 'e2e', 'cluster', 'main.mjs')

interface Started {
  /** The process that was started: the control plane, or npm, its parent. */
  readonly pid: number
  readonly port: number
  readonly folder: string
  /** Processes of this control plane that are still there. */
  readonly left: () => readonly string[]
  readonly exited: Promise<number | null>
}

/** Starts a control plane by itself, or by npm, whose death is the test. */
async function start(by: 'itself' | 'npm' = 'itself'): Promise<Started> {
  const [command, args] = by === 'npm' ? ['npm', ['run', '--silent', 'cluster']] : [process.execPath, [program]]
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
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
    left: () => processesOf(folder)
  }
}

/** Folders of control planes that a process made. */
function foldersOf(pid: number): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`backout-cluster-${pid}-`))
}

/** A cache with all programs but one, which ends at once. */
async function cacheWithBroken(name: string): Promise<string> {
  const binaries = await ensureBinaries()
  const cache = mkdtempSync(join(tmpdir(), 'backout-broken-'))
  const folder = join(cache, 'backout', 'cluster', basename(binaries))
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(binaries)) if (file !== name) symlinkSync(join(binaries, file), join(folder, file))
  writeFileSync(join(folder, name), '#!/bin/sh\necho cannot do that\nexit 3\n', { mode: 0o755 })
  return cache
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
    const started = await start()
    expect(started.left().length).toBeGreaterThan(6)
    process.kill(started.pid, signal)
    expect(await started.exited).toBe(0)
    await nothingLeft(started)
    expect(existsSync(started.folder)).toBe(false)
  })

  test('after kill -9 of npm, which started it', { timeout: 180_000 }, async () => {
    const started = await start('npm')
    process.kill(started.pid, 'SIGKILL')
    await started.exited
    await nothingLeft(started)
    expect(existsSync(started.folder)).toBe(false)
  })

  test('after kill -9 of itself; its files go with the next start', { timeout: 180_000 }, async () => {
    const killed = await start()
    process.kill(killed.pid, 'SIGKILL')
    await killed.exited
    await nothingLeft(killed)
    const next = await start()
    expect(existsSync(killed.folder)).toBe(false)
    process.kill(next.pid, 'SIGTERM')
    expect(await next.exited).toBe(0)
    await nothingLeft(next)
  })

  test('after SIGTERM while it is starting', { timeout: 180_000 }, async () => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] })
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    await new Promise((resolve) => createInterface({ input: child.stderr }).once('line', resolve))
    const [name] = foldersOf(child.pid ?? 0)
    const folder = join(tmpdir(), name ?? expect.fail('not starting'))
    expect(processesOf(folder).length).toBeGreaterThan(0)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(processesOf(folder)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })

  test('after SIGTERM in the middle of the evidence', { timeout: 180_000 }, async () => {
    const evidence = join(root, 'e2e', 'cluster', 'evidence', 'main.mjs')
    const child = spawn(process.execPath, [evidence, 'T5'], { stdio: ['ignore', 'ignore', 'pipe'] })
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    await new Promise<void>((resolve) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line.includes('the control plane is ready')) resolve()
      })
    })
    const [name] = foldersOf(child.pid ?? 0)
    const folder = join(tmpdir(), name ?? expect.fail('not started'))
    child.kill('SIGTERM')
    expect(await exited).toBe(130)
    expect(processesOf(folder)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })

  test('after a start that fails, which names the program and what it said', { timeout: 180_000 }, async () => {
    const cache = await cacheWithBroken('kwok')
    const { pid, status, stderr } = spawnSync(process.execPath, [program], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: cache }
    })
    expect(status).toBe(1)
    expect(stderr).toContain('the control plane did not start: kwok ended with 3\ncannot do that')
    expect(processesOf(cache)).toEqual([])
    expect(foldersOf(pid)).toEqual([])
    rmSync(cache, { recursive: true })
  })
})
