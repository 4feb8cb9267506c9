import { posix } from 'node:path'
import { textOf } from '../store/json-value.ts'
import { badRequest } from '../store/status-error.ts'

/** Where a paged list goes on (kubernetes/apiserver pkg/storage/continue.go). */
export interface ContinueToken {
  /** The version of the first page, or LATEST. */
  readonly version: number
  /** The key to go on with, below the listed prefix; begins with a slash. */
  readonly start: string
}

/** The version of tokens that go on with what is stored now, whatever the first page showed. */
export const LATEST = -1

/** Encodes a place in a list as upstream does: unpadded base64url of JSON. */
export function continueToken(version: number, start: string): string {
  const value = JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })
  return Buffer.from(value).toString('base64url')
}

/** Decodes a token; undefined for none. Throws StatusError 400. */
export function readContinueToken(token: string): ContinueToken | undefined {
  if (token === '') return undefined
  const { v, rv = 0, start = '' } = parse(Buffer.from(token, 'base64url'))
  if (v !== 'meta.k8s.io/v1') {
    throw bad(`continue key is not valid: server does not recognize this encoded version ${textOf(v)}`)
  }
  if (typeof rv !== 'number' || rv === 0) {
    throw bad('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  }
  if (typeof start !== 'string' || start === '') {
    throw bad('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)')
  }
  const key = start.startsWith('/') ? start : `/${start}`
  if (posix.normalize(key) !== key) throw bad(`continue key is not valid: ${start}`)
  return { version: rv < 0 ? LATEST : rv, start: key }
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {
    // Falls through: the message is the same as for a value of the wrong shape.
  }
  throw bad(`continue key is not valid: invalid character ${quotedByte(bytes[0] ?? 0)} looking for beginning of value`)
}

/** A byte as Go's encoding/json quotes it in syntax errors. */
function quotedByte(byte: number): string {
  const printable = byte >= 0x20 && byte < 0x7f
  return printable ? `'${String.fromCharCode(byte)}'` : `'\\u${byte.toString(16).padStart(4, '0')}'`
}

function bad(reason: string): Error {
  return badRequest(`invalid continue token: ${reason}`)
}
