import { FailureError, failureOf, type ServicePrometheus } from '../../../contract/index.ts'
import { arrayAt, numberAt, stringAt, stringsAt } from '../../lib/json-access.ts'
import type { KubeObject, KubeReader, ReadOptions } from '../../ports/kube.ts'
import type { PodPort } from '../../ports/port-forwards.ts'
import { kubePath } from '../kubernetes/kube-path.ts'

/**
 * The pod and the port of its container that a port-forward to a Service goes to, as kubectl chooses them (kubernetes/kubectl
 * pkg/cmd/portforward/portforward.go translateServicePortToTargetPort), but never a pod that is not ready.
 * @throws FailureError `missing` where there is none; what the reads throw
 */
export async function podBehind(
  reader: Pick<KubeReader, 'get' | 'list'>,
  target: ServicePrometheus,
  read: Pick<ReadOptions, 'abort'> = {}
): Promise<PodPort> {
  const { namespace, service: name } = target
  const core = { group: '', version: 'v1', namespace }
  const service = await reader.get(kubePath({ ...core, resource: 'services', name }), { ...read, tries: 2 })
  const selector = Object.entries(stringsAt(service, 'spec', 'selector'))
  const asked = arrayAt(service, 'spec', 'ports').find(
    (port) => String(numberAt(port, 'port')) === target.port || stringAt(port, 'name') === target.port
  )
  if (selector.length === 0) throw missing(target, 'has no selector, so that no pod of it can be forwarded to')
  if (asked === undefined) throw missing(target, `has no port ${target.port}`)
  const labelSelector = selector.map(([label, value]) => `${label}=${value}`).join(',')
  const { items } = await reader.list(kubePath({ ...core, resource: 'pods' }), {
    ...read,
    tries: 2,
    query: { labelSelector }
  })
  const ready = items.filter(isReady).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const pod of ready) {
    const port = containerPort(service, asked, pod)
    if (port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536)
      return { namespace, pod: pod.metadata.name, port }
  }
  throw missing(target, ready.length === 0 ? 'has no pod that is ready' : `names a port that no pod of it has`)
}

function containerPort(service: KubeObject, asked: unknown, pod: KubeObject): number | undefined {
  const port = numberAt(asked, 'port')
  // The port of a headless Service is that of its pods (kubernetes/kubectl pkg/util/service_port.go).
  if (stringAt(service, 'spec', 'clusterIP') === 'None') return port
  const number = numberAt(asked, 'targetPort')
  if (number !== undefined) return number === 0 ? port : number
  const named = stringAt(asked, 'targetPort')
  if (named === '') return port
  const ports = arrayAt(pod, 'spec', 'containers').flatMap((container) => arrayAt(container, 'ports'))
  return numberAt(
    ports.find((one) => stringAt(one, 'name') === named),
    'containerPort'
  )
}

function isReady(pod: KubeObject): boolean {
  const isTrue = arrayAt(pod, 'status', 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Ready' && stringAt(condition, 'status') === 'True'
  )
  return isTrue && pod.metadata.deletionTimestamp === undefined
}

function missing({ namespace, service }: ServicePrometheus, why: string): FailureError {
  return new FailureError(
    failureOf('missing', `Service ${namespace}/${service} ${why}.`, {
      remedy: 'Reach it through the service proxy, or choose another Service.',
      address: { namespace, resource: 'services', name: service, verb: 'get' },
      retryable: true
    })
  )
}
