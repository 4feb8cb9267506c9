import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCrashes } from '../e2e/crash/run-crashes.ts'
import type { BenchContext, Finding, Measure } from './measure.ts'

const KILLS = 1_000

/** The headless host, killed at random moments of a rollback: faults found, beside the number of kills. */
async function crash({ say }: BenchContext): Promise<Finding> {
  const seed = Number(process.env['BACKOUT_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  say(`seed ${seed}; BACKOUT_CRASH_SEED repeats it`)
  const dir = await mkdtemp(join(tmpdir(), 'backout-crash-'))
  const { kills, betweenIntentAndOutcome, attempts, effects, faults, damaged } = await runCrashes({
    seed,
    kills: KILLS,
    aimed: KILLS * 0.3,
    hosts: 9,
    dir,
    say,
    abort: new AbortController().signal
  })
  say(
    `${kills} kills, ${betweenIntentAndOutcome} between intent and outcome, ${effects} effects of ${attempts} attempts`
  )
  const value = Object.values(faults).reduce((sum, count) => sum + count, damaged.length)
  if (value > 0) say(`${JSON.stringify(faults)}, damaged: ${damaged.join(', ') || 'none'}; kept in ${dir}`)
  else await rm(dir, { recursive: true, force: true })
  return { value, baseline: kills }
}

export const measures: readonly Measure[] = [{ name: 'crash', unit: 'faults', goal: 0, isOnDemand: true, run: crash }]
