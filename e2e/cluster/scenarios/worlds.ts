import { setTimeout as delay } from 'node:timers/promises'
import type { Admin } from '../admin.ts'
import type { Bench } from '../bench.ts'
import { ageReplicaSets } from '../history.ts'
import { configMap, deployment, namespace, patientCanary, service } from './manifests.ts'

/** One of the console's scenarios, made on the real cluster. Its namespace has the scenario's name. */
export interface World {
  readonly id: string
  readonly user: 'operator' | 'reader'
  /** Image tags of the failing service, oldest first; the last one is the incident. */
  readonly tags: readonly string[]
  /** The tag that a rollback brings back; null where nothing may be rolled back. */
  readonly goodTag: string | null
  /** The tag that the target of an aborted canary is put back to. */
  readonly abortedTo?: string
  /** Its Prometheus has no pods behind it. */
  readonly withoutMetrics?: boolean
  /** Somebody else undoes the last release just before the console looks. */
  readonly undoneByAnother?: boolean
}

/** The service that fails. */
export const focus = 'checkout'
const bystanders = ['cart', 'catalog']

/** Long enough for a revision's record: rollout and rate window are left out of it. */
const servesForMs = 75_000
/** A revision that served so long has shown that its pods run. */
const longServedSeconds = 1_200
/** Until the rate window holds only the incident, and new pods are unavailable past half of their deadline. */
const incidentForMs = 75_000

export const worlds: readonly World[] = [
  { id: 'bad-deploy', user: 'operator', tags: ['1.0.0', '1.1.0-bad'], goodTag: '1.0.0' },
  { id: 'crash-loop', user: 'operator', tags: ['1.0.0', '1.1.0-crash'], goodTag: '1.0.0' },
  { id: 'previous-also-bad', user: 'operator', tags: ['1.0.0', '1.1.0-bad', '1.2.0-bad'], goodTag: '1.0.0' },
  { id: 'config-drift', user: 'operator', tags: ['1.0.0', '1.1.0-bad'], goodTag: '1.0.0' },
  { id: 'forbidden', user: 'reader', tags: ['1.0.0', '1.1.0-bad'], goodTag: '1.0.0' },
  { id: 'flagger-owned', user: 'operator', tags: ['1.0.0', '1.1.0-bad'], goodTag: null, abortedTo: '1.0.0' },
  { id: 'no-metrics', user: 'operator', tags: ['1.0.0', '1.1.0-crash'], goodTag: '1.0.0', withoutMetrics: true },
  { id: 'colleague-undo', user: 'operator', tags: ['1.0.0', '1.1.0-bad'], goodTag: '1.0.0', undoneByAnother: true }
]

/** Plays the world's history up to the middle of its incident. */
export async function makeWorld(
  bench: Bench,
  admin: Admin,
  { id, tags, withoutMetrics = false, undoneByAnother = false }: World
): Promise<void> {
  const isCanary = id === 'flagger-owned'
  const config = `${focus}-config`
  // Where new pods never get ready, the old ones that are left have too much to do.
  const isCrash = tags.some((tag) => tag.endsWith('-crash'))
  const crowded = isCrash ? { replicas: 4, capacity: 14 } : {}
  const wanted = { namespace: id, name: focus, config, progressDeadlineSeconds: 90, ...crowded }
  const [first = '', ...later] = tags
  await admin.apply(
    namespace(id),
    configMap(id, config, { UPSTREAM_TIMEOUT_MS: '2000' }),
    isCanary ? patientCanary(id, focus) : service(id, focus),
    deployment({ ...wanted, tag: first }),
    ...bystanders.flatMap((name) => [service(id, name), deployment({ namespace: id, name, tag: '1.0.0' })])
  )
  if (withoutMetrics) {
    await admin.apply(namespace('nowhere'), prometheusWithoutPods)
    await ageReplicaSets(bench, id, longServedSeconds)
  }
  for (const tag of later) {
    await delay(servesForMs)
    await admin.apply(deployment({ ...wanted, tag }))
  }
  if (id === 'config-drift') {
    await delay(5_000)
    await admin.apply(configMap(id, config, { UPSTREAM_TIMEOUT_MS: '9000' }))
  }
  await delay(incidentForMs)
  if (undoneByAnother) {
    await admin.kubectl(['-n', id, 'rollout', 'undo', `deployment/${focus}`])
    await admin.kubectl(['-n', id, 'rollout', 'status', `deployment/${focus}`, '--timeout=60s'])
  }
}

/** The API server's service proxy answers 503 for it by itself. */
const prometheusWithoutPods = service('nowhere', 'prometheus')
