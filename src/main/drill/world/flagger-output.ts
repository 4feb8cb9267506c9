import type { LogLine } from '../api/ports.ts'
import { keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import type { Pod } from '../controllers/kube-types.ts'
import { flaggerPlace } from '../flagger/place.ts'
import type { ApiStore, KubeObject } from '../store/api-store.ts'
import { objectOf, textOf } from '../store/json-value.ts'

/** Whether a pod is Flagger's own. */
export function isFlagger(pod: Pod): boolean {
  return (
    namespaceOf(pod) === flaggerPlace.namespace && nameOf(pod).startsWith(`${flaggerPlace.name}-`) && !isTester(pod)
  )
}

function isTester(pod: Pod): boolean {
  return nameOf(pod).startsWith(`${flaggerPlace.tester}-`)
}

/**
 * What Flagger writes to its log: each of its events, as zap writes it in JSON (fluxcd/flagger pkg/controller/events.go logs
 * whatever it reports, warnings as info). Events that happened again are told once more, when they did last.
 */
export function flaggerOutput(store: ApiStore): readonly LogLine[] {
  const own = store
    .list(keys.events)
    .filter((event) => textOf(objectOf(event['source'])['component']) === flaggerPlace.name)
  return own.flatMap(linesOf).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function linesOf(event: KubeObject): readonly LogLine[] {
  const { name, namespace } = objectOf(event['involvedObject'])
  const times = new Set([textOf(event['firstTimestamp']), textOf(event['lastTimestamp'])])
  return [...times].map((at) => ({
    at,
    text: JSON.stringify({
      level: 'info',
      ts: at,
      caller: 'controller/events.go:39',
      msg: textOf(event['message']),
      canary: `${textOf(name)}.${textOf(namespace)}`
    })
  }))
}
