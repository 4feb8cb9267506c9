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

const CHECKS = ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown']

/** /version, /healthz, /livez and /readyz. */
export function healthRoute(exchange: Exchange): Answer | undefined {
  const { path } = exchange.info
  if (path === '/version' || path === '/version/')
    return { ...json(exchange, 200, VERSION), body: `${JSON.stringify(VERSION, null, 2)}\n` }
  const name = /^\/(healthz|livez|readyz)$/.exec(path)?.[1]
  if (name === undefined) return undefined
  if (!exchange.query.has('verbose')) return text(200, 'ok')
  return text(200, `${CHECKS.map((check) => `[+]${check} ok\n`).join('')}${name} check passed\n`)
}
