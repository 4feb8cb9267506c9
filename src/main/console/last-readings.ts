import type { Observed, ServiceView, Signal } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** What was read of a service before it was opened again. */
export interface LastReadings {
  /** Of this process; null for none. */
  readonly view: ServiceView | null
  /** Of the last verdict that the journal has; null for none. */
  readonly recorded: { readonly at: string; readonly values: Readonly<Record<string, number>> } | null
}

/** The readings beside the last verdict of an incident. */
export function recordedReadings(records: readonly JournalRecord[]): LastReadings['recorded'] {
  for (const { kind, t, body } of records.toReversed()) {
    const traffic = kind === 'verdict' ? body['traffic'] : null
    if (typeof traffic !== 'object' || traffic === null) continue
    const { requestsPerSecond: requestRate, errorRatio } = traffic as Readonly<Record<string, unknown>>
    if (typeof requestRate === 'number' && typeof errorRatio === 'number')
      return { at: t, values: { requestRate, errorRatio } }
  }
  return null
}

/**
 * A view with what was read last in the place of what cannot be read now, each with its age: for the screen alone. Nothing
 * is judged or planned by it.
 */
export function withLastReadings(view: ServiceView, { view: before, recorded }: LastReadings): ServiceView {
  // What belongs to the Deployment is only looked for once that was read.
  const lost = view.deployment.state === 'unreachable' ? view.deployment : null
  const recall = <T>(now: Observed<T>, then: Observed<T> | undefined): Observed<T> => {
    const last = then && lastOf(then)
    if (last === undefined) return now
    if (now.state === 'unreachable') return now.last ? now : { ...now, last }
    if (now.state !== 'loading' || !lost) return now
    const { failure, sinceAt, nextTryAt } = lost
    return { state: 'unreachable', failure, sinceAt, ...(nextTryAt === undefined ? {} : { nextTryAt }), last }
  }
  return {
    ...view,
    deployment: recall(view.deployment, before?.deployment),
    revisions: recall(view.revisions, before?.revisions),
    pods: recall(view.pods, before?.pods),
    ownership: recall(view.ownership, before?.ownership),
    signals: view.signals.map((signal) => withLast(signal, before, recorded))
  }
}

function withLast(signal: Signal, before: ServiceView | null, recorded: LastReadings['recorded']): Signal {
  const { measure } = signal
  if (measure.state === 'known' || measure.last) return signal
  const then = before?.signals.find(({ id }) => id === signal.id)?.measure
  const value = recorded?.values[signal.id]
  const last =
    then?.state === 'known'
      ? { value: then.value, observedAt: then.observedAt }
      : (then?.last ?? (recorded && value !== undefined ? { value, observedAt: recorded.at } : undefined))
  return last ? { ...signal, measure: { ...measure, last } } : signal
}

function lastOf<T>(observed: Observed<T>): { readonly value: T; readonly observedAt: string } | undefined {
  if (observed.state === 'value') return { value: observed.value, observedAt: observed.observedAt }
  return observed.state === 'unreachable' ? observed.last : undefined
}

/** Whether a view holds anything that would be missed. */
export function isWorthRemembering(view: ServiceView): boolean {
  return lastValue(view.deployment) !== undefined
}
