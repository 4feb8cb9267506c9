import project from '../package.json' with { type: 'json' }
import scenarios from '../resources/drills/scenarios.json' with { type: 'json' }
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { root } from '../scripts/setup/folders.mjs'
import { npm } from '../scripts/setup/run.mjs'
import { levers } from '../src/main/levers/registry.ts'
import { openJournal } from '../src/main/journal/index.ts'
import { createMemoryStore } from '../src/main/secrets/memory.ts'
import type { DrillReady } from './drill.ts'

/** The commands as others script them: through npm, from wherever they stand. */

let folder: string

beforeAll(async () => {
  await ensureBuild()
  folder = await mkdtemp(join(tmpdir(), 'backout commands '))
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

function start(...args: readonly string[]) {
  const { command, args: all } = npm(['--prefix', root, 'run', '--silent', ...args])
  return spawn(command, all, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(...args: readonly string[]) {
  const child = start(...args)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code]: readonly unknown[] = await once(child, 'close')
  return { code, stdout, stderr }
}

describe('npm run --silent', { timeout: 60_000 }, () => {
  it('drill -- --list prints nothing but a line of JSON a scenario', async () => {
    const { code, stdout } = await run('drill', '--', '--list')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object).join())).toEqual(
      scenarios.map(() => 'id,title,levers,teaches,expects')
    )
    expect(code).toBe(0)
  })

  it('levers prints nothing but a line of JSON a lever', async () => {
    const { code, stdout } = await run('levers')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      [...levers.values()].map(({ id, title, knows: { actions, scenarios: played, fidelity, undo } }) => ({
        id,
        title,
        actions,
        scenarios: played,
        fidelity,
        undo
      }))
    )
    expect(Object.keys(JSON.parse(lines[0] ?? '{}') as object).join()).toBe('id,title,actions,scenarios,fidelity,undo')
    expect(code).toBe(0)
  })

  it('drill -- --serve says where it is in its first line, and is gone after SIGTERM', async () => {
    const child = start('drill', '--', '--scenario', 'healthy', '--serve', '--speed', '2', '--seed', '3')
    const [line]: readonly unknown[] = await once(createInterface({ input: child.stdout }), 'line')
    const ready = JSON.parse(String(line)) as DrillReady
    expect(Object.keys(ready)).toEqual(['ready', 'kubeconfig', 'server', 'control', 'clock'])
    expect((await fetch(`${ready.control}/report`)).status).toBe(200)
    child.kill('SIGTERM')
    // Its output is at an end when every process that could write to it has ended.
    await once(child, 'close')
    expect(existsSync(ready.kubeconfig)).toBe(false)
    await expect(fetch(`${ready.control}/report`)).rejects.toThrow()
  })

  it('journal -- verify takes a path from where the person stands', async () => {
    const keychain = createMemoryStore('a test')
    const clock = { now: () => new Date() }
    const dir = join(folder, 'journal')
    const journal = await openJournal({ dir, clock, app: { version: '0' }, operator: 'me', keychain, anyPlace: true })
    await journal.close()
    expect(await run('journal', '--', 'verify', 'journal')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^INTACT/)
    })
    expect(await run('journal', '--', 'verify', 'none')).toMatchObject({ code: 2, stdout: '' })
  })

  it.each(Object.keys(project.scripts).filter((name) => name !== 'test:watch'))(
    '%s --help says how it is written',
    async (name) => {
      for (const flag of ['--help', '-h']) {
        const { code, stdout, stderr } = await run(name, '--', flag)
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        const written = { start: /^usage: npm start.*--drill/, test: /^usage: npm test$/m }[name]
        expect(stdout).toMatch(written ?? new RegExp(`^usage: npm run (?:--silent )?${name}\\b`))
      }
    }
  )

  it('drill --autopilot --help says how that is written', async () => {
    const autopilot = await run('drill', '--', '--autopilot', '--help')
    expect(autopilot).toMatchObject({ code: 0, stdout: expect.stringContaining('--autopilot') })
  })

  it.each([
    [['drill'], '--scenario is missing'],
    [['drill', '--', '--scenario', 'healthy'], '--serve or --autopilot is missing'],
    [['journal', '--', 'check', 'x'], 'usage: npm run --silent journal'],
    [['levers', '--', 'all'], 'usage: npm run --silent levers'],
    [['bench', '--', 'memory'], 'usage: npm run --silent bench'],
    [['drill', '--', '--loud'], "Unknown option '--loud'"],
    [['start', '--', '--loud'], 'usage: npm start'],
    [['screens', '--', '--loud'], 'usage: npm run screens'],
    [['cluster', '--', 'now'], 'usage: npm run cluster']
  ])('%j is bad usage', async (args, reason) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^backout: /)
    expect(stderr).toContain(reason)
  })
})
