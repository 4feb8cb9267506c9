import type { ServiceRef } from '../../../contract/index.ts'
import { numberAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { automaticRollback, type AutomaticRollback } from './automatic-rollback.ts'
import type { Canary } from './canary.ts'
import { hungRollback, type HungRollback } from './hung-rollback.ts'
import { flaggerController, livenessOf, type FlaggerController, type Liveness } from './controller.ts'
import { canaryOf, type CanaryRole } from './of-workload.ts'
import { isAtRest } from './phase.ts'
import { objectsIn, watchedIds } from './watched.ts'
import { canaryEvents, causeOf, lastSaidAt, type CanaryEvent, type Cause } from './run-events.ts'
import { workloadReady } from './workload-ready.ts'

/** A workload of a Canary, as far as it was seen. */
export interface WorkloadSight {
  /** Null while it was not read, or is not there. */
  readonly object: KubeObject | null
  readonly wanted: number
  readonly ready: number
  /** Why Flagger does not take it for ready; null when it does, or it was not read. */
  readonly notReady: string | null
  /** Has pods, and is ready as Flagger counts. */
  readonly serves: boolean
}

/** Everything that is seen of the Canary of a service at one moment. */
export interface CanarySight {
  readonly role: CanaryRole
  readonly object: KubeObject
  readonly canary: Canary
  readonly target: WorkloadSight
  readonly primary: WorkloadSight
  readonly primaryReplicaSets: readonly KubeObject[]
  readonly events: readonly CanaryEvent[]
  readonly cause: Cause
  readonly automatic: AutomaticRollback
  /** When Flagger looked last, ISO; null where nothing says so. */
  readonly lastCheckAt: string | null
  readonly controller: FlaggerController | null
  readonly liveness: Liveness
  /** Flagger's rollback that does not come about; null where none is due, or it is not known to hang. */
  readonly hung: HungRollback | null
  /** On the server's clock. */
  readonly now: Date
}

/** What is seen of a service's Canary; `several` where more than one follows its target, null without any. */
export type Sight =
  | { readonly kind: 'one'; readonly sight: CanarySight }
  | { readonly kind: 'several'; readonly names: readonly string[] }

/** Puts together what is followed. Pure; `now` is on the server's clock. */
export function canarySight(ref: ServiceRef, known: WatchedObjects, now: Date): Sight | null {
  const found = canaryOf(ref, objectsIn(known, watchedIds.canaries))
  if (found.kind === 'none') return null
  if (found.kind === 'several') return found
  const { role, canary, object } = found
  const events = canaryEvents(objectsIn(known, watchedIds.events), canary.uid)
  const target = workloadSight(objectsIn(known, watchedIds.target)[0], canary, now)
  const primary = workloadSight(objectsIn(known, watchedIds.primary)[0], canary, now)
  const controller = flaggerController([
    ...objectsIn(known, watchedIds.controller),
    ...objectsIn(known, watchedIds.otherController)
  ])
  const lastCheckAt = lastCheckOf(canary, events)
  const hung = hungRollback(canary, { events, controller, now })
  const cause = causeOf(events, canary.failed !== null)
  const liveness = livenessOf(canary, { controller, lastAt: lastCheckAt, now })
  const [targetReady, primaryReady] = [target.notReady === null, primary.notReady === null]
  const seen = { targetReady, primaryReady, hung, liveness, cause }
  return {
    kind: 'one',
    sight: {
      role,
      object,
      canary,
      target,
      primary,
      primaryReplicaSets: objectsIn(known, watchedIds.primaryReplicaSets),
      events,
      cause,
      automatic: automaticRollback(canary, { ...seen, lastAt: lastCheckAt, now }),
      lastCheckAt,
      controller,
      now,
      hung,
      liveness
    }
  }
}

/** Each check of a run writes the status or an event; at rest the status of all but Failed is left alone. */
function lastCheckOf(canary: Canary, events: readonly CanaryEvent[]): string | null {
  const said = lastSaidAt(events)
  const written = isAtRest(canary.phase) && canary.phase !== 'Failed' ? '' : canary.statusWrittenAt
  const times = [said ?? '', written].map(Date.parse).filter((ms) => !Number.isNaN(ms))
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString()
}

/** A workload of a Canary as it was read; undefined where it was not. Pure. */
export function workloadSight(
  object: KubeObject | undefined,
  { progressDeadlineMs }: Canary,
  now: Date
): WorkloadSight {
  if (object === undefined) return { object: null, wanted: 0, ready: 0, notReady: null, serves: false }
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0
  const seen = workloadReady(object, { deadlineMs: progressDeadlineMs, now })
  return {
    object,
    wanted,
    ready,
    notReady: seen.ready ? null : seen.reason,
    serves: seen.ready && wanted > 0 && ready > 0
  }
}
