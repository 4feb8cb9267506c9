import type { ServicePrometheus } from '../../../contract/index.ts'
import { arrayAt, numberAt, stringAt, stringsAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** Namespaces that Prometheus is usually installed in, most usual first. */
export const usualNamespaces = ['monitoring', 'istio-system', 'prometheus', 'observability'] as const

/** Service names of the usual installations: plain, Helm chart, kube-prometheus, operator, kube-prometheus-stack. */
const usualNames = [
  'prometheus',
  'prometheus-server',
  'prometheus-k8s',
  'prometheus-operated',
  'kube-prometheus-stack-prometheus'
] as const

const usualPorts: readonly string[] = ['http-web', 'web', 'http', 'http-prometheus', 'prometheus', 'https', '9090']

/** The Services that are probably Prometheus, best first. */
export function prometheusCandidates(
  services: readonly KubeObject[],
  preferNamespace: string | undefined
): readonly ServicePrometheus[] {
  return services
    .map((service) => ({ service, score: score(service, preferNamespace), target: asTarget(service) }))
    .filter(({ score: points, target }) => points > 0 && target !== undefined)
    .toSorted((a, b) => b.score - a.score || (a.service.metadata.name < b.service.metadata.name ? -1 : 1))
    .flatMap(({ target }) => (target ? [target] : []))
}

function score(service: KubeObject, preferNamespace: string | undefined): number {
  const { name, namespace = '' } = service.metadata
  const named = usualNames.findIndex((usual) => usual === name)
  if (named === -1 && !isLabelled(service)) return 0
  // Parts of the same installation carry the same labels.
  if (/alertmanager|node-exporter|pushgateway|kube-state|operator$|adapter|thanos/.test(name)) return 0
  const place = (usualNamespaces as readonly string[]).indexOf(namespace)
  return (
    100 + (named === -1 ? 0 : 50 - named) + (place === -1 ? 0 : 20 - place) + (namespace === preferNamespace ? 10 : 0)
  )
}

function isLabelled(service: KubeObject): boolean {
  const labels = service.metadata.labels ?? {}
  return (
    labels['app.kubernetes.io/name'] === 'prometheus' ||
    labels['app'] === 'prometheus' ||
    labels['operated-prometheus'] === 'true' ||
    stringsAt(service, 'spec', 'selector')['app.kubernetes.io/name'] === 'prometheus'
  )
}

function asTarget(service: KubeObject): ServicePrometheus | undefined {
  const ports = arrayAt(service, 'spec', 'ports').map((port) => ({
    name: stringAt(port, 'name'),
    number: String(numberAt(port, 'port') ?? ''),
    protocol: stringAt(port, 'protocol') || 'TCP',
    appProtocol: stringAt(port, 'appProtocol')
  }))
  const tcp = ports.filter(({ protocol, number }) => protocol === 'TCP' && number !== '')
  const [best] = tcp.toSorted((a, b) => portRank(a) - portRank(b))
  if (!best) return undefined
  return {
    namespace: service.metadata.namespace ?? '',
    service: service.metadata.name,
    port: best.number,
    scheme: best.name === 'https' || best.appProtocol === 'https' ? 'https' : 'http',
    foundBy: isLabelled(service) ? 'labels' : 'name'
  }
}

function portRank(port: { readonly name: string; readonly number: string }): number {
  const ranks = [usualPorts.indexOf(port.name), usualPorts.indexOf(port.number)].filter((rank) => rank !== -1)
  return ranks.length === 0 ? usualPorts.length : Math.min(...ranks)
}
