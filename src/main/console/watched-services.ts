import { serviceKey, type Run, type ServiceRef } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { watchIn, type WatchState } from '../monitor/index.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'

/** Longer than that nobody watched: what came of it is not known any more, milliseconds. */
const mostLostMs = 4 * 3_600_000

/** Names a watch: one service of one run. */
export function watchKey(runId: string, ref: ServiceRef): string {
  return `${runId} ${serviceKey(ref)}`
}

/** The services that a run changed: those that it names, its own one, or those that its intents name. */
export function watchedServices(run: Run, records: readonly JournalRecord[]): readonly ServiceRef[] {
  if (run.besides) return run.besides.map(({ ref }) => ref)
  if (run.ref) return [run.ref]
  const refs = records.flatMap((record) => (record.kind === 'intent' ? (serviceRefIn(record.body) ?? []) : []))
  return refs.filter((ref, index) => refs.findIndex((other) => isSame(other, ref)) === index)
}

/** The last that the record says of the watch over a service; null when it says nothing that can be read. */
export function recordedWatch(records: readonly JournalRecord[], ref: ServiceRef): WatchState | null {
  const last = records.findLast(({ kind, body }) => kind === 'watch' && isSame(serviceRefIn(body), ref))
  return last ? watchIn(last.body) : null
}

/** Whether too much time has passed to go on with a watch. @param nowMs milliseconds since 1970 */
export function isLost({ seenAt }: WatchState, nowMs: number): boolean {
  return nowMs - Date.parse(seenAt) > mostLostMs
}

/** Whether a run is to be watched: it was proved, and its lever asks for it. */
export function isToBeWatched({ state, proved, watchUntil, settledAt }: Run): boolean {
  if (state !== 'settled' || !proved || watchUntil === null) return false
  return settledAt === null || Date.parse(watchUntil) > Date.parse(settledAt)
}
