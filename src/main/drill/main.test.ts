import type { ChildProcess } from 'node:child_process'
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import { scenarios } from './scenarios/list.ts'
import type { ReadyLine } from './serve.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, 'test-results', 'drill-program')
const program = join(folder, 'drill.mjs')
const serving = ['--scenario', 'healthy', '--serve', '--seed', '4']

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(import.meta.dirname, 'main.ts'),
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'drill.mjs' } }
    }
  })
}, 60_000)

async function readyOf(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error('no standard output')
  const [line]: readonly unknown[] = await once(createInterface({ input: child.stdout }), 'line')
  return JSON.parse(String(line)) as ReadyLine
}

test('lists a scenario a line', () => {
  const { stdout, status } = spawnSync(process.execPath, [program, '--list'], { encoding: 'utf8' })
  expect(status).toBe(0)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toHaveLength(scenarios.length)
  for (const line of lines) expect(Object.keys(line)).toEqual(['id', 'title', 'levers', 'teaches', 'expects'])
})

test('bad usage ends with 2 and says why on standard error', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, '--scenario', 'nope', '--serve'], {
    encoding: 'utf8'
  })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain('unknown scenario "nope"')
})

describe('serving', () => {
  test('says where it is in its first line, and ends cleanly on SIGTERM', async () => {
    const child = spawn(process.execPath, [program, ...serving, '--speed', '20'], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const ready = await readyOf(child)
    expect(Object.keys(ready)).toEqual(['ready', 'kubeconfig', 'server', 'control', 'clock'])
    expect(ready.server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(ready.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
    expect(ready.clock.speed).toBe(20)
    expect(Math.abs(Date.parse(ready.clock.realAt) - Date.now())).toBeLessThan(10_000)
    expect(existsSync(ready.kubeconfig)).toBe(true)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(existsSync(ready.kubeconfig)).toBe(false)
  })

  test('does not outlive whoever holds its message channel', async () => {
    const child = fork(program, serving, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [message]: readonly unknown[] = await once(child, 'message')
    const ready = message as ReadyLine
    expect(ready.ready).toBe(true)
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(existsSync(ready.kubeconfig)).toBe(false)
  })

  test('does not outlive whoever holds its standard input', async () => {
    const child = spawn(process.execPath, [program, ...serving], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ready = await readyOf(child)
    child.stdin?.end()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(existsSync(ready.kubeconfig)).toBe(false)
  })
})
