import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Answer, ApiContext, Exchange } from './exchange.ts'
import { text } from './exchange.ts'

const PREFIX = '/openapi/v3'

/** Digest and text of each document, read once. */
const documents = new Map<string, { readonly body: string; readonly etag: string }>()

/** /openapi/v3: the index, and the documents as the recorded server publishes them. */
export function openApiRoute({ schemas, store }: ApiContext, exchange: Exchange): Answer | undefined {
  const { path } = exchange.info
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return undefined
  const groups = new Set(
    store.kinds().map(({ group, version }) => (group === '' ? `api/${version}` : `apis/${group}/${version}`))
  )
  const served = schemas.paths().filter((one) => groups.has(one.path))
  if (path === PREFIX) {
    const paths = Object.fromEntries(
      served.map((one) => [one.path, { serverRelativeURL: `${PREFIX}/${one.path}?hash=${read(one.file).etag}` }])
    )
    const body = `${JSON.stringify({ paths })}\n`
    const etag = digest(body)
    if (matches(exchange, etag)) return notModified(etag)
    return { ...text(200, body), headers: { etag: `"${etag}"` } }
  }
  const found = served.find((one) => `${PREFIX}/${one.path}` === path)
  if (found === undefined) return text(404, '404 page not found\n')
  const { body, etag } = read(found.file)
  if (matches(exchange, etag)) return notModified(etag)
  const immutable = exchange.query.get('hash') === etag
  const cache = immutable ? 'public, immutable' : 'no-cache, private'
  return { status: 200, contentType: 'application/json', body, headers: { etag: `"${etag}"`, 'cache-control': cache } }
}

function read(file: string): { readonly body: string; readonly etag: string } {
  const known = documents.get(file)
  if (known !== undefined) return known
  const body = gunzipSync(readFileSync(file)).toString('utf8')
  const made = { body, etag: digest(body) }
  documents.set(file, made)
  return made
}

/** Whether the client already has this version. */
export function matches(exchange: Exchange, etag: string): boolean {
  return exchange.headers['if-none-match']?.includes(etag) === true
}

/** 304 for a known ETag. */
export function notModified(etag: string): Answer {
  return { status: 304, contentType: 'application/json', body: '', headers: { etag: `"${etag}"` } }
}

/** An ETag in upstream's form: SHA-512 in upper-case hex. */
export function digest(body: string): string {
  return createHash('sha512').update(body).digest('hex').toUpperCase()
}
