import type { Check, Run } from './run.ts'
import { signalIds, type SignalId, type Verdict } from './verdict.ts'

/** What asked for a change that was proved since, and is not known to be better. */
export interface StillOpen {
  readonly signal: SignalId
  /** From when on a reading can tell, ISO; null where none does, or nothing says when. */
  readonly tellsAt: string | null
  /** It is known, and asks as before. */
  readonly isAsking: boolean
}

/** What the check is called that says whether a signal asks for a change still. */
export function askedCheckName(signal: SignalId): string {
  return `asked ${signal}`
}

/**
 * What asked for a run that is proved, and is not known to be better: its proof could not tell, and nothing that was read or
 * said since does. Empty for a run that is not proved, whose words say so themselves.
 * @param verdict of now; null while there is none, which tells nothing
 */
export function stillOpen(
  { proved, checks }: Pick<Run, 'proved' | 'checks'>,
  verdict: Pick<Verdict, 'judgements'> | null
): readonly StillOpen[] {
  if (!proved) return []
  return signalIds.flatMap((signal): readonly StillOpen[] => {
    const check = checks.find(({ name }) => name === askedCheckName(signal))
    if (check === undefined || check.status === 'True') return []
    const rows = (verdict?.judgements ?? []).filter((row) => row.signal === signal && row.ofBefore !== true)
    if (rows.length > 0 && rows.every(({ result }) => result === 'quiet')) return []
    return [{ signal, tellsAt: tellsAtOf(check), isAsking: rows.some(({ result }) => result === 'fires') }]
  })
}

function tellsAtOf({ tellsAt = '' }: Check): string | null {
  return Number.isFinite(Date.parse(tellsAt)) ? tellsAt : null
}
