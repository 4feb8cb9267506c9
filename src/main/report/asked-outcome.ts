import {
  askedCheckName,
  isReported,
  reportedSignals,
  stillOpen,
  type Run,
  type StillOpen,
  type Verdict
} from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { runOf } from '../run/index.ts'

/** What became of what asked for a run that is proved. */
export interface AskedOutcome {
  /** What is not known to be better. */
  readonly open: readonly StillOpen[]
  /** When people said that what they had reported is over, ISO; null where they did not, or nothing of theirs asked for it. */
  readonly betterAt: string | null
}

/** By the checks of the run, and by what was judged and said after it. @param proof the record that ended it; null for none */
export function askedOutcome(records: readonly JournalRecord[], proof: JournalRecord | null): AskedOutcome {
  const run = proof && runOf(records.filter(({ body }) => body['runId'] === proof.body['runId']))
  if (!proof || !run) return { open: [], betterAt: null }
  const later = records.filter(({ seq }) => seq > proof.seq)
  return { open: stillOpen(run, lastVerdict(later)), betterAt: betterAt(run, later) }
}

function lastVerdict(records: readonly JournalRecord[]): Pick<Verdict, 'judgements'> | null {
  const verdict = records.findLast(({ kind }) => kind === 'verdict')?.body['verdict']
  const { judgements } = ((typeof verdict === 'object' ? verdict : null) as Partial<Verdict> | null) ?? {}
  return Array.isArray(judgements) ? { judgements } : null
}

function betterAt({ checks }: Run, later: readonly JournalRecord[]): string | null {
  const asked = reportedSignals.filter((signal) => checks.some(({ name }) => name === askedCheckName(signal)))
  const word = later.findLast(({ kind, body }) => {
    const signal = stringAt(body, 'reported', 'signal')
    return kind === 'reported' && isReported(signal) && asked.includes(signal)
  })
  const state = stringAt(word?.body, 'reported', 'state')
  return word !== undefined && (state === 'better' || state === 'withdrawn') ? word.t : null
}
