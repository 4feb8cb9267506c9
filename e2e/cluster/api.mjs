import { Agent, request } from 'node:https'

/**
 * A bare client of the cluster's API server, for the test bed's own reads and writes.
 *
 * @param {{ server: string, ca: string, token: string }} cluster
 */
export function createApi({ server, ca, token }) {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 32 })
  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body] JSON
   * @param {string} [contentType]
   * @returns {Promise<{ status: number, body: ReturnType<typeof parse> }>}
   */
  function send(method, path, body, contentType = 'application/json') {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) })
      }
      const asked = request(`${server}${path}`, { method, agent, headers, timeout: 10_000 }, (response) => {
        let answer = ''
        response.setEncoding('utf8').on('data', (part) => (answer += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(answer) }))
      })
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer`)))
      asked.on('error', reject)
      asked.end(text)
    })
  }
  return {
    send,
    /**
     * The object, or undefined where there is none.
     *
     * @template T
     * @param {string} path
     * @returns {Promise<T | undefined>}
     */
    async get(path) {
      const { status, body } = await send('GET', path)
      return status === 200 ? body : undefined
    },
    /**
     * @template T
     * @param {string} path
     * @returns {Promise<readonly T[]>}
     */
    async list(path) {
      const { status, body } = await send('GET', path)
      if (status !== 200) throw new Error(`GET ${path}: HTTP ${status}`)
      return body.items
    },
    close: () => agent.destroy()
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
