import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, KubeObject, WriteBy } from '../store/api-store.ts'
import { createControlLoop } from './control-loop.ts'
import type { Pod, Service } from './kube-types.ts'
import type { EndpointPort } from './endpoint-slices.ts'
import { syncEndpointSlice } from './endpoint-slices.ts'
import { isReady, keys, nameOf, namespaceOf, selects } from './kube-types.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }

function targetPort(pod: Pod, target: number | string | undefined, port: number): number {
  if (typeof target === 'number') return target
  const ports = pod.spec.containers.flatMap(({ ports: declared }) => declared ?? [])
  return ports.find(({ name }) => name === target)?.containerPort ?? port
}

/** The pods behind a Service that are ready and stay. */
export type OnServing = (namespace: string, service: string, pods: readonly Pod[]) => void

/**
 * The endpoints controllers (kubernetes pkg/controller/endpoint and endpointslice): one Endpoints object and one
 * EndpointSlice per Service with a selector.
 */
export function startEndpointsController(
  store: ApiStore,
  simulation: Simulation,
  onServing: OnServing,
  slowBeforeMs = 0
): void {
  const addressOf = (pod: Pod): object => ({
    ip: pod.status?.podIP,
    nodeName: pod.spec.nodeName,
    targetRef: { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: pod.metadata.uid }
  })

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const service = store.get(keys.services, namespace, name) as Service | undefined
    if (service === undefined) {
      onServing(namespace, name, [])
      if (store.get(keys.endpoints, namespace, name) !== undefined) store.delete(keys.endpoints, namespace, name)
      return
    }
    const { selector } = service.spec
    if (selector === undefined) return
    const addressed = (store.list(keys.pods, namespace) as readonly Pod[]).filter(
      (pod) =>
        selects(pod.metadata.labels, selector) && pod.status?.podIP !== undefined && pod.status.phase === 'Running'
    )
    const chosen = addressed.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    const ready = chosen.filter(isReady)
    const waiting = chosen.filter((pod) => !isReady(pod))
    const example = addressed[0]
    const ports: readonly EndpointPort[] = (service.spec.ports ?? []).map((port) => ({
      ...(port.name === undefined ? {} : { name: port.name }),
      port: example === undefined ? port.port : targetPort(example, port.targetPort ?? port.port, port.port),
      protocol: port.protocol ?? 'TCP'
    }))
    const subset = {
      ...(ready.length === 0 ? {} : { addresses: ready.map(addressOf) }),
      ...(waiting.length === 0 ? {} : { notReadyAddresses: waiting.map(addressOf) }),
      ports
    }
    const current = store.get(keys.endpoints, namespace, name)
    const next: KubeObject = {
      ...(current ?? { apiVersion: 'v1', kind: 'Endpoints' }),
      metadata: {
        ...current?.metadata,
        name,
        namespace,
        labels: { ...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }
      },
      ...(chosen.length === 0 ? {} : { subsets: [subset] })
    } as KubeObject
    const cleared =
      chosen.length === 0 ? Object.fromEntries(Object.entries(next).filter(([field]) => field !== 'subsets')) : next
    onServing(namespace, name, ready)
    if (simulation.nowMs() >= slowBeforeMs) syncEndpointSlice(store, service, addressed, ports)
    if (current === undefined) store.create(keys.endpoints, cleared as KubeObject, write)
    else if (!isDeepStrictEqual(current['subsets'], (cleared as KubeObject)['subsets']))
      store.update(keys.endpoints, cleared as KubeObject, write)
  }

  const loop = createControlLoop(simulation, { ms: 30, slowBeforeMs }, handle)
  // Nobody watched the slices before: they are written once, as they are by then.
  simulation.at(slowBeforeMs, () => {
    for (const service of store.list(keys.services)) loop.add(`${namespaceOf(service)}/${nameOf(service)}`)
  })
  store.watch(keys.services, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.pods, ({ object }) => {
    for (const service of store.list(keys.services, namespaceOf(object)) as readonly Service[]) {
      if (service.spec.selector !== undefined && selects(object.metadata.labels, service.spec.selector))
        loop.add(`${namespaceOf(service)}/${nameOf(service)}`)
    }
  })
}
