import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, KubeObject } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { fnv32a } from '../world/random.ts'
import { createEventCorrelator } from './event-correlator.ts'
import { keys, nameOf, namespaceOf, timeText } from './kube-types.ts'

/** Writes core/v1 Events, as client-go's recorder does; the API server lets old ones expire. */
export interface EventRecorder {
  record(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void
}

/** The API server's default `--event-ttl`. */
const keptMs = 3_600_000

/**
 * `component` is the source, `manager` the field manager. Events older than `visibleFromMs` would have expired before
 * the drill begins and are not written.
 */
export function createEventRecorder(
  store: ApiStore,
  simulation: Simulation,
  source: { readonly component: string; readonly manager: string; readonly host?: string },
  visibleFromMs: number
): EventRecorder {
  const names = new Map<string, string>()
  const correlator = createEventCorrelator()
  const ownPart = (fnv32a(`${source.component}/${source.host ?? ''}`) % 1000) * 1000
  let serial = 0

  const expire = (namespace: string, name: string): void => {
    simulation.after(keptMs, () => {
      const event = store.get(keys.events, namespace, name)
      if (event === undefined) return
      const last = Date.parse(String(event['lastTimestamp']))
      if (simulation.nowMs() - last >= keptMs - 1000) store.delete(keys.events, namespace, name)
      else expire(namespace, name)
    })
  }

  const write = (...[about, type, reason, message, fieldPath]: Parameters<EventRecorder['record']>): void => {
    if (simulation.nowMs() < visibleFromMs - keptMs) return
    const namespace = namespaceOf(about) === '' ? 'default' : namespaceOf(about)
    const at = timeText(simulation.now())
    const by = { manager: source.manager, controller: true }
    const object = JSON.stringify([about.kind, namespaceOf(about), nameOf(about), about.metadata.uid])
    const seen = correlator.correlate({ object, type, reason, message, fieldPath: fieldPath ?? '' }, simulation.nowMs())
    if (seen === undefined) return
    const name = names.get(seen.key)
    const known = name === undefined ? undefined : store.get(keys.events, namespace, name)
    if (known !== undefined) {
      const next = { ...known, lastTimestamp: at, count: seen.count, message: seen.message }
      store.update(keys.events, next, by)
      return
    }
    const nanoseconds = BigInt(Math.floor(simulation.nowMs())) * 1_000_000n + BigInt(ownPart + (serial++ % 1000))
    const fresh = `${nameOf(about)}.${nanoseconds.toString(16)}`
    names.set(seen.key, fresh)
    store.create(
      keys.events,
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: fresh, namespace },
        involvedObject: {
          kind: about.kind,
          namespace: namespaceOf(about),
          name: nameOf(about),
          uid: about.metadata.uid,
          apiVersion: about.apiVersion,
          resourceVersion: about.metadata.resourceVersion,
          ...(fieldPath === undefined ? {} : { fieldPath })
        },
        reason,
        message: seen.message,
        source: { component: source.component, ...(source.host === undefined ? {} : { host: source.host }) },
        firstTimestamp: at,
        lastTimestamp: at,
        count: seen.count,
        type,
        eventTime: null,
        // Combined ones are made by the correlator, which does not know who reports.
        reportingComponent: seen.isCombined ? '' : source.component,
        reportingInstance: seen.isCombined ? '' : (source.host ?? '')
      },
      by
    )
    expire(namespace, fresh)
  }

  return {
    record(...event) {
      try {
        write(...event)
      } catch (error) {
        // Events are best effort: a namespace that is going away takes no new ones.
        if (!(error instanceof StatusError)) throw error
      }
    }
  }
}
