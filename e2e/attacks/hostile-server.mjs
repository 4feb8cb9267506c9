import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import { attacks } from './attacks.mjs'

/**
 * An API server that means harm, as a process of its own so that what it costs does not count as the console's. It serves
 * what a real one was recorded to say, and in one place what an attack says instead.
 *
 *     node e2e/attacks/hostile-server.mjs
 *
 * The first line that it writes is JSON: `{"kubeconfig":"…","port":…}`. Each line that it reads is `["name", argument]` of
 * an attack, or `null` for none; it answers with a line `ready`. `Backout --kubeconfig FILE` can be pointed at it, too.
 */

const folder = join(import.meta.dirname, '../recordings/kubernetes-1.36.3')
const recorded = readFileSync(join(folder, 'exchanges.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/**
 * What was answered first to a request whose address begins so.
 *
 * @type {(beginning: string, isEnough: (body: any) => boolean) => any}
 */
function recording(beginning, isEnough) {
  for (const { method, url, response } of recorded) {
    if (method !== 'GET' || !url.startsWith(beginning) || response.status !== 200) continue
    const body = parsed(response.body)
    if (body && isEnough(body)) return body
  }
  throw new Error(`nothing was recorded for ${beginning}`)
}

/** @type {(text: string | undefined) => any} */
function parsed(text) {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

const inShop = '/apis/apps/v1/namespaces/shop'
const deployment = recording(`${inShop}/deployments/checkout`, ({ kind }) => kind === 'Deployment')
/** @type {(apiVersion: string, kind: string, items: readonly unknown[]) => object} */
const list = (apiVersion, kind, items) => ({
  apiVersion,
  kind: `${kind}List`,
  metadata: { resourceVersion: '1000' },
  items
})

/** By path. */
export const healthy = new Map([
  ['/api/v1/namespaces', list('v1', 'Namespace', [{ metadata: { name: 'shop', uid: 'uid-shop' } }])],
  [
    '/api/v1/namespaces/kube-system',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'uid' } }
  ],
  ['/version', { major: '1', minor: '36', gitVersion: 'v1.36.3' }],
  ['/api/v1/services', list('v1', 'Service', [])],
  [`${inShop}/statefulsets`, list('apps/v1', 'StatefulSet', [])],
  [`${inShop}/daemonsets`, list('apps/v1', 'DaemonSet', [])],
  [`${inShop}/deployments`, list('apps/v1', 'Deployment', [deployment])],
  [`${inShop}/deployments/checkout`, deployment],
  [`${inShop}/replicasets`, recording(`${inShop}/replicasets`, ({ items }) => items?.length > 3)],
  ['/api/v1/namespaces/shop/pods', recording('/api/v1/namespaces/shop/pods', ({ items }) => items?.length > 2)],
  ['/api/v1/namespaces/shop/events', recording('/api/v1/namespaces/shop/events', ({ items }) => items?.length > 5)]
])

const whoAmI = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'SelfSubjectReview',
  metadata: { creationTimestamp: null },
  status: { userInfo: { username: 'operator' } }
}

/** @type {{ readonly name: string, readonly argument: unknown } | null} */
let attack = null
/** Watches that are open and were not attacked. */
const watches = /** @type {Set<import('node:http').ServerResponse>} */ (new Set())

/** @type {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>} */
async function answer(request, response) {
  const url = new URL(request.url ?? '', 'https://x.invalid')
  const body = healthy.get(url.pathname)
  const isWatch = url.searchParams.get('watch') === 'true'
  response.on('error', () => undefined)
  if (attack && attacks[attack.name]?.({ url, isWatch, request, response, healthy: body, argument: attack.argument }))
    return
  if (url.pathname.endsWith('/selfsubjectreviews')) return send(response, whoAmI, 201)
  if (!body) return send(response, refusal(404, 'NotFound'), 404)
  if (request.method === 'PATCH') return send(response, patched(body, await text(request)))
  if (!isWatch) return send(response, body)
  response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
  const ending = setTimeout(() => response.end(), Number(url.searchParams.get('timeoutSeconds')) * 1_000)
  watches.add(response)
  response.on('close', () => {
    clearTimeout(ending)
    watches.delete(response)
  })
}

/** @type {(response: import('node:http').ServerResponse, body: unknown, status?: number) => void} */
function send(response, body, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/**
 * As a dry run answers; what is really asked for is not done.
 *
 * @type {(object: any, patch: string) => any}
 */
function patched(object, patch) {
  const copy = structuredClone(object)
  for (const { op, path, value } of JSON.parse(patch)) {
    if (op === 'replace' && path === '/spec/template') copy.spec.template = value
    if (op === 'replace' && path === '/metadata/annotations') copy.metadata.annotations = value
  }
  return copy
}

/** @type {(code: number, reason: string) => object} */
function refusal(code, reason) {
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message: reason, reason, code }
}

const identity = await generate([{ name: 'commonName', value: 'hostile' }], {
  keyType: 'ec',
  extensions: [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }
  ]
})
const server = createServer({ cert: identity.cert, key: identity.private }, (request, response) => {
  void answer(request, response)
})
server.on('tlsClientError', () => undefined)
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(identity.cert).toString('base64')
  }
  const kubeconfig = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token: 'secret-token-of-a-test' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }]
  })
  process.stdout.write(`${JSON.stringify({ kubeconfig, port })}\n`)
})

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const chosen = /** @type {[string, unknown] | null} */ (JSON.parse(line))
    attack = chosen && { name: chosen[0], argument: chosen[1] }
    if (attack?.name === 'badEvents') for (const response of watches) response.write(String(attack.argument))
    process.stdout.write('ready\n')
  })
  .on('close', () => process.exit(0))
