import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { root } from '../scripts/setup/folders.mjs'
import { runCrashes } from './crash/run-crashes.ts'

const seed = Number(process.env['BACKOUT_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

beforeAll(() => ensureBuild(), 120_000)

test(
  `kill -9 at 100 random moments of a rollback loses no record and repeats no effect (BACKOUT_CRASH_SEED=${seed})`,
  { timeout: 300_000 },
  async ({ signal }) => {
    const say = (line: string): void => void process.stderr.write(`crash: ${line}\n`)
    say(`seed ${seed}`)
    const dir = await mkdtemp(join(tmpdir(), 'backout-crash-'))
    const startedAt = performance.now()
    const found = await runCrashes({ seed, kills: 100, aimed: 30, hosts: 9, dir, say, abort: signal })
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    say(
      `${found.kills} kills, ${found.betweenIntentAndOutcome} between intent and outcome, ${found.effects} effects of ` +
        `${found.attempts} attempts, in ${seconds} s`
    )
    expect(found.kills).toBeGreaterThanOrEqual(100)
    expect(found.betweenIntentAndOutcome).toBeGreaterThanOrEqual(30)
    expect(found.effects).toBeGreaterThan(0)
    expect(found.damaged).toEqual([])
    expect(found.faults).toEqual({
      effectsWithoutIntent: 0,
      intentsLost: 0,
      duplicates: 0,
      unsettled: 0,
      wrongEnds: 0,
      wrongOutcomes: 0,
      uncounted: 0
    })
    for (const journal of found.journals) expect(await verify(journal), journal).toMatch(/^INTACT/)
    await rm(dir, { recursive: true, force: true })
  }
)

function verify(journal: string): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'journal-verify.js'), 'verify', journal], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(said))
  })
}
