import { numberAt, stringAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { eventTime } from '../kubernetes/event-time.ts'

/** One event of a Canary. */
export interface CanaryEvent {
  /** When it was seen last, ISO. */
  readonly at: string
  readonly warns: boolean
  readonly message: string
  readonly count: number
}

/** Why checks fail, from the events of this run. */
export type Cause =
  | { readonly kind: 'said'; readonly text: string; readonly at: string }
  /** Events live for an hour, unless the cluster says otherwise, and are dropped when there are many. */
  | { readonly kind: 'expired' }

/**
 * The events of one Canary, oldest first. All have the reason `Synced` (fluxcd/flagger pkg/controller/events.go), so only
 * their text tells them apart.
 */
export function canaryEvents(events: readonly KubeObject[], uid: string): readonly CanaryEvent[] {
  return events
    .filter((event) => stringAt(event, 'involvedObject', 'uid') === uid)
    .map((event) => ({
      at: seenAt(event),
      warns: stringAt(event, 'type') === 'Warning',
      message: visibleText(stringAt(event, 'message'), 500),
      count: numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1
    }))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function seenAt(event: KubeObject): string {
  const ms = Date.parse(eventTime(event))
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}

/** A line that begins a run (fluxcd/flagger pkg/controller/scheduler.go checkCanaryStatus, advanceCanary). */
const begins = /^New revision detected!/

/** Consequences, which say nothing about the cause. */
const consequences = /^(Rolling back|Canary failed!|Rollback check)/

/** A cause as Flagger says it, by how telling it is (pkg/controller/scheduler.go, scheduler_metrics.go, scheduler_hooks.go). */
const causes =
  /^(Halt|Promotion of|Prometheus query failed|Metric query failed|canary deployment|\S+-primary\.)|not ready/

/** The events since the newest release began; all of them where that event is gone. */
export function eventsOfRun(events: readonly CanaryEvent[]): readonly CanaryEvent[] {
  const from = events.findLastIndex(({ message }) => begins.test(message))
  return from < 0 ? events : events.slice(from)
}

const waits = /^Halt .* waiting for /

/** Whether an event tells that it waits for a person, and that no check failed (scheduler_hooks.go runConfirmPromotionHooks and the like). */
export function isWait(message: string): boolean {
  return waits.test(message)
}

/**
 * Why the checks of this run fail, by its newest telling warning. Once it has failed, that it waited for somebody before is no
 * reason for it.
 */
export function causeOf(events: readonly CanaryEvent[], hasFailed = false): Cause {
  const told = eventsOfRun(events).findLast(
    ({ warns, message }) =>
      warns && !consequences.test(message) && causes.test(message) && !(hasFailed && isWait(message))
  )
  return told === undefined ? { kind: 'expired' } : { kind: 'said', text: told.message, at: told.at }
}

/** When Flagger last said anything about the Canary, ISO; null for never, or no longer. */
export function lastSaidAt(events: readonly CanaryEvent[]): string | null {
  return events.findLast(({ at }) => at !== '')?.at ?? null
}
