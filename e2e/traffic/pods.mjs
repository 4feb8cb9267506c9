import { createServer } from 'node:http'
import { get } from 'node:https'
import { createInterface } from 'node:readline'

/** How long a process goes on after its pod is gone, as one that waits in its preStop hook, milliseconds. */
const lingerMs = 2_000
/** For so long a connection may be idle: longer than Envoy keeps one. */
const idleMs = 3_700_000
/** Before the watch is opened again. */
const againMs = 200

/**
 * @typedef {object} Pod
 * @property {{ readonly name: string, readonly namespace: string, readonly resourceVersion: string }} metadata
 * @property {{ readonly containers: readonly Container[] }} spec
 * @property {{ readonly podIP?: string }} status
 */

/**
 * @typedef {object} Container
 * @property {string} image
 * @property {readonly { readonly containerPort: number }[]} [ports]
 * @property {readonly { readonly configMapRef?: { readonly name: string } }[]} [envFrom]
 */

/**
 * Stands in for the containers of simulated pods: for each pod with an address 10.0.Y.Z it listens on 127.N.Y.Z, at the first
 * container's first port, from when the pod has its address until shortly after it is gone. The image's tag decides how it
 * answers: `…-badN` N % errors (30 without N), `…-slow` after 900 ms; `/slow/N` after N ms. VERSION of a ConfigMap that its
 * environment is made of takes the tag's place, as it is when the pod starts.
 *
 * @param {{ server: string, ca: string, token: string, octet: number }} where
 */
export function servePods({ server, ca, token, octet }) {
  /** @type {Map<string, import('node:http').Server>} */
  const servers = new Map()
  let isRunning = true
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  /** @type {import('node:http').ClientRequest | undefined} */
  let asked

  /** @param {string} path @param {(response: import('node:http').IncomingMessage) => void} take */
  function ask(path, take) {
    asked = get(`${server}${path}`, { ca, agent: false, headers: { authorization: `Bearer ${token}` } }, take)
    asked.on('error', again)
  }

  function again() {
    clearTimeout(timer)
    if (isRunning) timer = setTimeout(list, againMs)
  }

  /** @param {string} namespace @param {string} name @returns {Promise<string | undefined>} */
  function configuredVersion(namespace, name) {
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`
    return new Promise((resolve) => {
      const read = get(`${server}${path}`, { ca, agent: false, headers: { authorization: `Bearer ${token}` } })
      read.on('error', () => resolve(undefined))
      read.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part) => (text += part))
        response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(text).data?.VERSION : undefined))
      })
    })
  }

  function list() {
    ask('/api/v1/pods', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => (text += part))
      response.on('end', () => {
        if (response.statusCode !== 200) return again()
        /** @type {{ metadata: { resourceVersion: string }, items: readonly Pod[] }} */
        const { metadata, items } = JSON.parse(text)
        const there = new Set(items.map(keyOf))
        for (const key of servers.keys()) if (!there.has(key)) close(key)
        for (const pod of items) open(pod)
        watch(metadata.resourceVersion)
      })
    })
  }

  /** @param {string} since */
  function watch(since) {
    ask(`/api/v1/pods?watch=true&resourceVersion=${since}`, (response) => {
      const lines = createInterface({ input: response })
      lines.on('line', (line) => {
        /** @type {{ type: string, object: Pod }} */
        const { type, object } = JSON.parse(line)
        if (type === 'DELETED') close(keyOf(object))
        else if (type !== 'ERROR') open(object)
      })
      // A connection that breaks is an error of both.
      lines.on('error', () => undefined)
      response.on('close', again)
    })
  }

  /** @param {Pod} pod */
  function open(pod) {
    const key = keyOf(pod)
    const [container] = pod.spec.containers
    const port = container?.ports?.[0]?.containerPort
    const { podIP } = pod.status
    if (port === undefined || !podIP?.startsWith('10.0.') || servers.has(key)) return
    let version = container?.image.split(':').at(-1) ?? ''
    const listener = createServer((request, response) => answer(request, response, version))
    // Node lets go of idle connections after 5 s; a request that is just being sent on one would be lost.
    listener.keepAliveTimeout = idleMs
    servers.set(key, listener)
    // An address that was freed a moment ago may still be listened on: it is tried again.
    listener.on('error', () => setTimeout(() => servers.get(key) === listener && listener.listen(port, host), againMs))
    const host = podIP.replace(/^10\.0/, `127.${octet}`)
    const config = container?.envFrom?.find(({ configMapRef }) => configMapRef)?.configMapRef?.name
    if (config === undefined) return void listener.listen(port, host)
    void configuredVersion(pod.metadata.namespace, config).then((found) => {
      version = found ?? version
      if (servers.get(key) === listener) listener.listen(port, host)
    })
  }

  /** @param {string} key */
  function close(key) {
    const listener = servers.get(key)
    servers.delete(key)
    if (listener) setTimeout(() => end(listener), isRunning ? lingerMs : 0)
  }

  list()
  return {
    close() {
      isRunning = false
      clearTimeout(timer)
      asked?.destroy()
      for (const listener of servers.values()) end(listener)
      servers.clear()
    }
  }
}

/** As a process that ends on SIGTERM: what is under way is finished. @param {import('node:http').Server} listener */
function end(listener) {
  listener.close()
  listener.closeIdleConnections()
}

/** @param {Pod} pod */
function keyOf({ metadata: { namespace, name } }) {
  return `${namespace}/${name}`
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} version
 */
function answer(request, response, version) {
  const [, slow] = /^\/slow\/(\d+)/.exec(request.url ?? '') ?? []
  const [, percent] = /bad(\d*)/.exec(version) ?? []
  const isBad = percent !== undefined && Math.random() * 100 < Number(percent || 30)
  const delay = Number(slow ?? (version.includes('slow') ? 900 : 0))
  const say = () => response.writeHead(isBad ? 500 : 200, { 'x-version': version }).end(`${version}\n`)
  if (delay > 0) setTimeout(say, delay)
  else say()
}
