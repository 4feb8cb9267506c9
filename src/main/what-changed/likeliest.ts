import { formatDuration } from '../../contract/words/format-duration.ts'
import { isOurManager } from '../providers/kubernetes/field-manager.ts'
import type { Candidate, Touch } from './candidate.ts'

/** How well a change explains trouble, 0 to 1, if it came just before, and the clause that says why. */
const bearings: Readonly<Record<Touch, { readonly weight: number; readonly text: string }>> = {
  release: { weight: 1, text: 'a release of this service' },
  configMounted: { weight: 0.95, text: 'its pods read it, and see a change while they run' },
  configAtStart: { weight: 0.95, text: 'its pods read it as they start' },
  route: { weight: 0.95, text: 'it says where requests to this service go' },
  trial: { weight: 0.9, text: 'it sends users to a release on trial' },
  canary: { weight: 0.8, text: 'it says how this service is released' },
  scaled: { weight: 0.75, text: 'it sets how many pods serve' },
  policy: { weight: 0.7, text: 'it says who may reach these pods, or whom they may reach' },
  node: { weight: 0.65, text: 'pods of this service run there, or ran there' },
  migration: { weight: 0.65, text: 'a Job of this namespace that is called a migration' },
  autoscaler: { weight: 0.6, text: 'it sets how many pods serve' },
  account: { weight: 0.6, text: 'its pods act as this account' },
  restart: { weight: 0.55, text: 'it only started the pods of this service anew' },
  neighbour: { weight: 0.4, text: 'another workload of this namespace, which this service may depend on' },
  job: { weight: 0.35, text: 'a Job of this namespace' },
  none: { weight: 0, text: '' }
}

/** What it has to do with the service, a clause; empty for nothing that is known. */
export function bearingOf({ touch }: Pick<Candidate, 'touch'>): string {
  return bearings[touch].text
}

/** Under this a change is named in the list, and not as the cause. */
const leastWeight = 0.3
/** A change of so long before counts in full; what was fine for an hour is explained by little of that hour's beginning. */
const atOnceMs = 3 * 60_000
const longMs = 60 * 60_000
const leastNearness = 0.4

/** What a judgement rests on beside the changes. */
export interface Around {
  /** ISO. */
  readonly aroundAt: string
  /** When pods of the service started, ISO; those that are there still. */
  readonly podStarts: readonly string[]
}

/**
 * The change that explains trouble best: by what it has to do with the service, and by how shortly before it came. What came
 * afterwards explains nothing, and neither does what Backout wrote, or configuration that no pod has read since. Of two alike it is the later one.
 * Pure. Null where nothing is likely.
 */
export function likeliestOf(
  candidates: readonly Candidate[],
  around: Around
): { readonly candidate: Candidate; readonly why: string } | null {
  let best: { readonly candidate: Candidate; readonly score: number } | null = null
  const lastStartMs = lastStartOf(around)
  for (const candidate of candidates) {
    const score = scoreOf(candidate, around, lastStartMs)
    const isLater = best !== null && score === best.score && Date.parse(candidate.at) > Date.parse(best.candidate.at)
    if (score >= leastWeight && (best === null || score > best.score || isLater)) best = { candidate, score }
  }
  if (best === null) return null
  const { candidate } = best
  const agoMs = Date.parse(around.aroundAt) - Date.parse(candidate.at)
  const since = candidate.touch === 'configAtStart' ? ', and pods have started since' : ''
  const when = agoMs === 0 ? 'at the same moment' : `${formatDuration(agoMs)} before`
  const text = bearingOf(candidate)
  return { candidate, why: `It came ${when}: ${text}${since}.` }
}

function scoreOf(candidate: Candidate, around: Around, lastStartMs: number): number {
  const beforeMs = Date.parse(around.aroundAt) - Date.parse(candidate.at)
  if (!(beforeMs >= 0) || isByBackout(candidate)) return 0
  const { weight } = bearings[candidate.touch]
  if (candidate.touch === 'configAtStart' && !(lastStartMs >= Date.parse(candidate.at))) return 0
  const part = Math.min(1, Math.max(0, (beforeMs - atOnceMs) / (longMs - atOnceMs)))
  return weight * (1 - part * (1 - leastNearness))
}

/** Whether Backout wrote it: what was done about trouble is no cause of it. */
export function isByBackout({ kind, by }: Pick<Candidate, 'kind' | 'by'>): boolean {
  return kind === 'write' && isOurManager(by)
}

/** When a pod last started before the trouble: only one that started after a change has read it. */
function lastStartOf({ aroundAt, podStarts }: Around): number {
  const aroundMs = Date.parse(aroundAt)
  return podStarts.reduce((last, start) => {
    const ms = Date.parse(start)
    return ms <= aroundMs && ms > last ? ms : last
  }, Number.NEGATIVE_INFINITY)
}
