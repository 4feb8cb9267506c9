import type { ChangedBack } from '../../contract/index.ts'
import type { NewestChange } from './newest-change.ts'

interface Known {
  readonly now: Date
  /** When a change was proved last, ISO; null for never. */
  readonly provedAt: string | null
  /** How long a watch takes, milliseconds: a change that has been there for longer is no news. */
  readonly forMs: number
}

/** What there is to be watched of a change that went back to an earlier template; null before its readings are clean. Pure. */
export function changedBack(change: NewestChange | null, { now, provedAt, forMs }: Known): ChangedBack | null {
  if (change === null || change.templateOf === null || change.cleanMs === null) return null
  const { workload, revision, templateOf, by, startedMs, cleanMs } = change
  const sinceMs = now.getTime() - cleanMs
  if (sinceMs < 0 || sinceMs >= forMs) return null
  // What a run of ours proved is watched by itself.
  if (provedAt !== null && Date.parse(provedAt) >= startedMs) return null
  return {
    ...(workload === undefined ? {} : { workload }),
    revision,
    templateOf,
    by,
    startedAt: new Date(startedMs).toISOString(),
    cleanAt: new Date(cleanMs).toISOString(),
    forMs
  }
}
