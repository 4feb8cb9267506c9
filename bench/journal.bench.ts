import { mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openJournal } from '../src/main/journal/index.ts'
import { percentile, type BenchContext, type Finding, type Measure } from './measure.ts'

const ROUNDS = 1_500
/** Until the code is compiled; how long these took is said, not counted. */
const FIRST_ROUNDS = 1_500

/** As long as a typical intent. */
const text = 'x'.repeat(900)

/** Append and sync of an intent beside a bare write and fdatasync of as many bytes, in turns on the same disk. */
async function appendAndSync({ root, say }: BenchContext): Promise<Finding> {
  const dir = await mkdtemp(join(root, 'test-results', 'bench-journal-')).catch(() =>
    mkdtemp(join(root, '.bench-journal-'))
  )
  const journal = await openJournal({
    dir,
    clock: { now: () => new Date() },
    app: { version: '0.1.0' },
    operator: 'bench'
  })
  const bare = await open(join(dir, 'bare'), 'a')
  const ours: number[] = []
  const theirs: number[] = []
  try {
    const bytes = Buffer.from(`${text}${' '.repeat(380)}\n`)
    for (let round = 0; round < FIRST_ROUNDS + ROUNDS; round += 1) {
      theirs.push(
        await timed(async () => {
          await bare.write(bytes)
          await bare.datasync()
        })
      )
      ours.push(await timed(() => journal.append('intent', { attemptId: String(round), text })))
    }
  } finally {
    await bare.close()
    await journal.close()
    await rm(dir, { recursive: true, force: true })
  }
  const cold = ours.splice(0, FIRST_ROUNDS)
  theirs.splice(0, FIRST_ROUNDS)
  const shown = (times: readonly number[], share: number): string => `${percentile(times, share).toFixed(3)} ms`
  say(`median ${shown(ours, 0.5)}, bare ${shown(theirs, 0.5)}; p99 of the first ${FIRST_ROUNDS}: ${shown(cold, 0.99)}`)
  return { value: percentile(ours, 0.99), baseline: percentile(theirs, 0.99) }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

export const measures: readonly Measure[] = [{ name: 'journal-append-p99', unit: 'ms', goal: 2, run: appendAndSync }]
