/**
 * What a hostile API server says, by name. Each takes one request, and returns whether it answered it. `healthy` is what a
 * real server would have said.
 *
 * @typedef {{ url: URL, isWatch: boolean, request: import('node:http').IncomingMessage,
 *   response: import('node:http').ServerResponse, healthy: any, argument: any }} Asked
 */

const json = { 'content-type': 'application/json' }
/** @type {(asked: Pick<Asked, 'url' | 'isWatch'>, resource: string) => boolean} */
const about = ({ url, isWatch }, resource) => !isWatch && url.pathname.endsWith(`/${resource}`)

/** @type {(response: import('node:http').ServerResponse, text: string) => true} */
function sendText(response, text) {
  response.writeHead(200, json)
  response.end(text)
  return true
}

/** @type {(response: import('node:http').ServerResponse, body: unknown) => true} */
const send = (response, body) => sendText(response, JSON.stringify(body))
/** @type {(items: readonly unknown[], more: object) => object} */
const podsOf = (items, more) => ({
  apiVersion: 'v1',
  kind: 'PodList',
  metadata: { resourceVersion: '1', ...more },
  items
})
/** @type {(index: number) => object} */
const small = (index) => ({ metadata: { name: `p${index}`, namespace: 'shop', uid: `u${index}` } })
/** @type {(depth: number) => string} */
const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`

/**
 * Puts a value at a path of a copy.
 *
 * @type {(value: any, path: readonly any[], by: unknown) => any}
 */
function replaced(value, [key, ...rest], by) {
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[key] = rest.length === 0 ? by : replaced(copy[key], rest, by)
  return copy
}

/**
 * Writes as fast as the other side takes it.
 *
 * @type {(response: import('node:http').ServerResponse, next: () => string) => true}
 */
function pour(response, next) {
  response.writeHead(200, json)
  const more = () => {
    while (!response.destroyed && response.write(next()));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
  return true
}

/**
 * The same by the bytes of the wire, as no server of Node's would cut them.
 *
 * @type {(response: import('node:http').ServerResponse, bytes: Buffer) => true}
 */
function pourRaw(response, bytes) {
  const { socket } = response
  socket?.on('error', () => undefined)
  socket?.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
  const more = () => {
    while (socket && !socket.destroyed && socket.write(bytes));
    if (socket && !socket.destroyed) socket.once('drain', more)
  }
  more()
  return true
}

/** @type {Record<string, (asked: Asked) => boolean>} */
export const attacks = {
  /**
   * A change is made, and then answered by anything: `argument` is `{ status, headers, body, how }`. `how` is `reset`, `cut`,
   * `drip`, or nothing.
   */
  changesAndSays({ url, request, response, healthy, argument }) {
    if (request.method !== 'PATCH' || url.searchParams.get('dryRun') || !healthy) return false
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => {
      for (const { op, path, value } of JSON.parse(text)) {
        if (op === 'replace' && path === '/spec/template') healthy.spec.template = value
        if (op === 'replace' && path === '/metadata/annotations') healthy.metadata.annotations = value
      }
      healthy.metadata.resourceVersion = String(Number(healthy.metadata.resourceVersion) + 1)
      const { status = 200, headers = json, body = '', how = '' } = argument
      if (how === 'reset') return void response.socket?.destroy()
      if (how === 'raw') return void response.socket?.end(body)
      response.sendDate = headers.date === undefined
      response.writeHead(status, headers)
      const said = body.replaceAll('HEALTHY', JSON.stringify(healthy).slice(1, -1))
      if (how === 'drip') {
        const timer = setInterval(() => response.write(' '), 200)
        response.on('close', () => clearInterval(timer))
      } else if (how === 'endless') {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', more)
        }
        more()
      } else response.end(said)
    })
    return true
  },

  /** Interim answers (HTTP 1xx) about pods, as many as are taken, and no answer. */
  interimAnswers(asked) {
    if (!about(asked, 'pods')) return false
    const { socket } = asked.response
    if (socket === null) return false
    const lot = Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(4_000))
    const more = () => {
      while (!socket.destroyed && socket.write(lot));
      if (!socket.destroyed) socket.once('drain', more)
    }
    socket.on('error', () => undefined)
    more()
    return true
  },

  /** Every page has 500 pods and says that there are more; `argument` pads each. */
  endlessPages(asked) {
    if (!about(asked, 'pods')) return false
    const page = Number(asked.url.searchParams.get('continue') ?? 0)
    const spec = { padding: 'x'.repeat(asked.argument ?? 2_000) }
    const items = Array.from({ length: 500 }, (_, index) => ({ ...small(page * 500 + index), spec }))
    return send(asked.response, podsOf(items, { continue: String(page + 1) }))
  },

  /** Every page is empty and says that there are more. */
  emptyPages(asked) {
    if (!about(asked, 'pods')) return false
    const page = Number(asked.url.searchParams.get('continue') ?? 0)
    return send(asked.response, podsOf([], { continue: String(page + 1) }))
  },

  /** One page with a million pods, whatever the limit. */
  millionItems(asked) {
    if (!about(asked, 'pods')) return false
    const items = Array.from({ length: 1_000_000 }, (_, index) => `{"metadata":{"name":"p${index}"}}`)
    return sendText(
      asked.response,
      `{"apiVersion":"v1","kind":"PodList","metadata":{"resourceVersion":"1"},"items":[${items.join(',')}]}`
    )
  },

  /** A watch of pods that never stops saying that one changed. */
  storm({ url, isWatch, response }) {
    if (!isWatch || !url.pathname.endsWith('/pods')) return false
    let version = 1_000
    return pour(response, () => {
      version += 1
      const metadata = {
        name: `p${version % 200}`,
        namespace: 'shop',
        uid: `u${version % 200}`,
        resourceVersion: `${version}`
      }
      const object = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: { nodeName: `node-${version}` },
        status: { phase: 'Running' }
      }
      return `${JSON.stringify({ type: 'MODIFIED', object })}\n`
    })
  },

  /** Lists, or watches, of pods in chunks of one byte each. */
  singleBytes(asked) {
    if (!asked.url.pathname.endsWith('/pods') || asked.isWatch !== (asked.argument === 'watch')) return false
    return pourRaw(asked.response, Buffer.from('1\r\n \r\n'.repeat(10_000)))
  },

  /** A watch of pods that says nothing but ends of lines. */
  emptyLines({ url, isWatch, response }) {
    if (!isWatch || !url.pathname.endsWith('/pods')) return false
    return pour(response, () => '\n'.repeat(65_536))
  },

  /** One event of a watch without an end. */
  endlessEvent({ url, isWatch, response }) {
    if (!isWatch || !url.pathname.endsWith('/pods')) return false
    return pour(response, () => 'x'.repeat(65_536))
  },

  /** What every watch says, also those that are open: `argument` is its text. */
  badEvents({ isWatch, response, argument }) {
    if (!isWatch) return false
    response.writeHead(200, json)
    response.write(argument)
    return true
  },

  /** Every watch of pods says what `argument` makes of the first of them: `[[path, value], …]`, a change each. */
  changedPod({ url, isWatch, response, healthy, argument }) {
    if (!isWatch || !url.pathname.endsWith('/pods')) return false
    response.writeHead(200, json)
    const [first] = healthy.items
    const pod = { apiVersion: 'v1', kind: 'Pod', ...first }
    for (const [path, value] of argument)
      response.write(`${JSON.stringify({ type: 'MODIFIED', object: path ? replaced(pod, path, value) : pod })}\n`)
    return true
  },

  /** The Deployment has an annotation of so many bytes. */
  annotation(asked) {
    const { url, isWatch, response, healthy, argument } = asked
    if (isWatch || !/\/deployments(\/checkout)?$/.test(url.pathname)) return false
    const path = ['metadata', 'annotations', 'note']
    const by = 'x'.repeat(argument)
    return send(response, replaced(healthy, healthy.items ? ['items', 0, ...path] : path, by))
  },

  /** The Deployment has arrays in one another. */
  deep(asked) {
    const { url, isWatch, response, healthy, argument } = asked
    if (isWatch || !/\/deployments(\/checkout)?$/.test(url.pathname)) return false
    return sendText(response, JSON.stringify(healthy).replace('"spec":{', `"spec":{"deep":${nested(argument)},`))
  },

  /** What a list of one resource says: `argument` is `[resource, text]`. */
  says(asked) {
    const [resource, text] = asked.argument
    return about(asked, resource) ? sendText(asked.response, text) : false
  },

  /** One field of what a real server says: `argument` is `[resource, path, value]`. */
  field(asked) {
    const [resource, path, value] = asked.argument
    if (!about(asked, resource)) return false
    return send(asked.response, replaced(asked.healthy, path, value))
  }
}
