import { json, text } from './exchange.ts'
import type { Answer, Exchange } from './exchange.ts'

/** What the drill says it is (kube-apiserver 1.36.3). */
const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64'
}

/** The hooks that kube-apiserver 1.36 reports, in its order. */
const HOOKS = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/peer-endpoint-reconciler-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/storage-readiness',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller'
]

/** What each endpoint checks; only readiness waits for storage and informers and ends with a shutdown. */
const CHECKS = {
  healthz: ['ping', 'log', 'etcd', ...HOOKS],
  livez: ['ping', 'log', 'etcd', ...HOOKS],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...HOOKS, 'shutdown']
} as const

/** /version, /healthz, /livez and /readyz. */
export function healthRoute(exchange: Exchange): Answer | undefined {
  const { path } = exchange.info
  if (path === '/version' || path === '/version/')
    return { ...json(exchange, 200, VERSION), body: `${JSON.stringify(VERSION, null, 2)}\n` }
  const name = path.slice(1)
  if (!isEndpoint(name)) return undefined
  if (!exchange.query.has('verbose')) return text(200, 'ok')
  return text(200, `${CHECKS[name].map((check) => `[+]${check} ok\n`).join('')}${name} check passed\n`)
}

function isEndpoint(name: string): name is keyof typeof CHECKS {
  return Object.hasOwn(CHECKS, name)
}
