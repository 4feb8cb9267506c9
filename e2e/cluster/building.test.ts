import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/setup/folders.mjs'
import { binariesFolder } from './build.mjs'
import { processesOf } from './processes-of.ts'

const program = join(root, 'e2e', 'cluster', 'main.mjs')

/** A `go` that never gets done, with a compiler below it that it ends when it is told to end, as Go's own does. */
const endlessGo = `#!/bin/sh
[ "$1" = version ] && exit 0
trap 'kill $compiler' TERM
tail -f "$0" & compiler=$!
wait
`

interface Building {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  /** Resolves once it has said a text. */
  readonly said: (text: string) => Promise<void>
}

describe.skipIf(process.platform !== 'linux')('a build that is interrupted', () => {
  let cache = ''
  let binaries = ''
  const started: ChildProcess[] = []

  beforeEach(async () => {
    cache = mkdtempSync(join(tmpdir(), 'backout-building-'))
    binaries = join(cache, 'backout', 'cluster', basename(await binariesFolder()))
    mkdirSync(binaries, { recursive: true })
    mkdirSync(join(cache, 'bin'))
    writeFileSync(join(cache, 'bin', 'go'), endlessGo, { mode: 0o755 })
    // There already, so that nothing is fetched.
    writeFileSync(join(binaries, 'prometheus'), '')
  })
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    rmSync(cache, { recursive: true })
  })

  function start(): Building {
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, XDG_CACHE_HOME: cache, PATH: `${join(cache, 'bin')}:${process.env['PATH'] ?? ''}` }
    })
    started.push(child)
    const lines = createInterface({ input: child.stderr })
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    const said = (text: string): Promise<void> =>
      new Promise((resolve) => void lines.on('line', (line) => line.includes(text) && resolve()))
    return { child, exited, said }
  }

  async function compiling(): Promise<void> {
    const isCompiling = (): boolean => processesOf(cache).some((line) => line.includes('tail -f'))
    await expect.poll(isCompiling, { timeout: 10_000 }).toBe(true)
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends Go and its compilers before it ends us', async (signal) => {
    const { child, exited } = start()
    await compiling()
    child.kill(signal)
    expect(await exited).toBe(0)
    expect(processesOf(cache)).toEqual([])
    expect(existsSync(join(binaries, '.lock'))).toBe(false)
    expect(existsSync(join(binaries, 'etcd'))).toBe(false)
  })

  test('kill -9 of it ends Go and its compilers, and the next one goes on', async () => {
    const { child, exited } = start()
    await compiling()
    child.kill('SIGKILL')
    await exited
    await expect.poll(() => processesOf(cache), { timeout: 10_000 }).toEqual([])
    const next = start()
    await compiling()
    next.child.kill('SIGTERM')
    expect(await next.exited).toBe(0)
  })

  test('one that waits for another one’s build ends at once, and leaves it alone', async () => {
    const first = start()
    await compiling()
    const second = start()
    await second.said('which is building the control plane')
    second.child.kill('SIGTERM')
    expect(await second.exited).toBe(0)
    await compiling()
    first.child.kill('SIGTERM')
    expect(await first.exited).toBe(0)
    expect(processesOf(cache)).toEqual([])
  })
})
