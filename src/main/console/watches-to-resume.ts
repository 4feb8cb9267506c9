import { serviceKey, type Run, type ServiceRef } from '../../contract/index.ts'
import { watchIn, type WatchState } from '../monitor/index.ts'
import type { RunIndex } from '../run/index.ts'
import { serviceRefIn } from './service-ref-in.ts'
import { changeOverIn, type WatchOver } from './watch-over.ts'
import { isToBeWatched, recordedWatch, watchedServices } from './watched-services.ts'

/** A watch that the record tells of, or that a proved run should have had. */
export interface RecordedWatch {
  readonly over: WatchOver
  readonly ref: ServiceRef
  /** As it was recorded last; null for one that has not begun. */
  readonly from: WatchState | null
  /** It is not over: it is to go on, or to begin. */
  readonly isOpen: boolean
  /** What was done to the service since, and did not end it any more before Backout did. */
  readonly overtakenBy?: Run
}

/** The watches of a cluster: over the newest run of each service, and over what was changed back without one. */
export function watchesToResume(
  index: Pick<RunIndex, 'ofCluster' | 'records' | 'watchesAlone'>,
  identity: string,
  now: Date
): readonly RecordedWatch[] {
  const newest = new Map<string, { readonly run: Run; readonly ref: ServiceRef }>()
  for (const run of index.ofCluster(identity))
    for (const ref of watchedServices(run, index.records(run.id))) newest.set(serviceKey(ref), { run, ref })
  const ofRuns = [...newest.values()].map(({ run, ref }): RecordedWatch => {
    const from = recordedWatch(index.records(run.id), ref)
    const isFresh = from === null && isToBeWatched(run) && Date.parse(run.watchUntil ?? '') > now.getTime()
    return { over: { kind: 'run', run }, ref, from, isOpen: isFresh || (from !== null && from.end === null) }
  })
  const alone = index.watchesAlone(identity).flatMap(({ body }): readonly RecordedWatch[] => {
    const [over, ref, from] = [changeOverIn(body), serviceRefIn(body), watchIn(body)]
    if (over === null || ref === null || from === null) return []
    const later = newest.get(serviceKey(ref))?.run
    const isOvertaken = later !== undefined && later.approvedAt > from.startedAt
    return [{ over, ref, from, isOpen: from.end === null, ...(isOvertaken ? { overtakenBy: later } : {}) }]
  })
  return [...ofRuns, ...alone]
}
