import { isDeepStrictEqual } from 'node:util'
import type { ApiStore, KubeObject, WriteBy } from '../store/api-store.ts'
import { drawFor, nameSuffix } from '../world/random.ts'
import type { Pod, Service } from './kube-types.ts'
import { isReady, keys, nameOf, namespaceOf } from './kube-types.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }

/** A port as both kinds of endpoints show it. */
export interface EndpointPort {
  readonly name?: string
  readonly port: number
  readonly protocol: string
}

/**
 * The endpoint slice controller (kubernetes pkg/controller/endpointslice), for Services of at most 100 pods: one slice
 * each, with the pods that are on their way out. It goes with its Service, whose garbage it is.
 */
export function syncEndpointSlice(
  store: ApiStore,
  service: Service,
  pods: readonly Pod[],
  ports: readonly EndpointPort[]
): void {
  const [namespace, name] = [namespaceOf(service), nameOf(service)]
  const sliceName = `${name}-${nameSuffix(drawFor(0, `slice/${namespace}/${name}`), 5)}`
  const content =
    pods.length === 0
      ? { endpoints: null, ports: null }
      : { endpoints: pods.map(endpointOf), ports: ports.map(({ name: own = '', ...port }) => ({ name: own, ...port })) }
  const current = store.get(keys.endpointSlices, namespace, sliceName)
  // As old as its Service, however late it is written.
  if (current === undefined)
    store.create(keys.endpointSlices, sliceOf(service, sliceName, content), { ...write, seed: true })
  else if (
    !isDeepStrictEqual([current['endpoints'] ?? null, current['ports'] ?? null], [content.endpoints, content.ports])
  )
    store.update(keys.endpointSlices, { ...current, ...content }, write)
}

function endpointOf(pod: Pod): object {
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const serving = isReady(pod)
  return {
    addresses: [pod.status?.podIP],
    conditions: { ready: serving && !terminating, serving, terminating },
    targetRef: { kind: 'Pod', namespace: namespaceOf(pod), name: nameOf(pod), uid: pod.metadata.uid },
    nodeName: pod.spec.nodeName
  }
}

function sliceOf(service: Service, name: string, content: object): KubeObject {
  const owner = nameOf(service)
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${owner}-`,
      namespace: namespaceOf(service),
      creationTimestamp: service.metadata.creationTimestamp ?? null,
      labels: {
        ...service.metadata.labels,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': owner
      },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          name: owner,
          uid: service.metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true
        }
      ]
    },
    addressType: 'IPv4',
    ...content
  }
}
