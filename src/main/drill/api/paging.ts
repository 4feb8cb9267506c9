import { badRequest } from '../store/status-error.ts'

/** Where a paged list goes on (kubernetes/apiserver pkg/storage/continue.go). */
export interface ContinueToken {
  readonly version: number
  readonly start: string
}

/** Encodes a place in a list as upstream does: unpadded base64url of JSON. */
export function continueToken(version: number, start: string): string {
  const value = JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })
  return Buffer.from(value).toString('base64url')
}

/** Decodes a token; undefined for none. Throws StatusError 400. */
export function readContinueToken(token: string): ContinueToken | undefined {
  if (token === '') return undefined
  const bytes = Buffer.from(token, 'base64url')
  const value = parse(bytes)
  if (value['v'] !== 'meta.k8s.io/v1') throw bad('encoded continue token is not valid')
  const { rv, start } = value
  if (typeof rv !== 'number' || typeof start !== 'string' || start === '')
    throw bad('continue key is not valid: incorrect encoded start resourceVersion')
  // Upstream cleans the key; one that would leave the prefix is refused.
  if (start.split('/').includes('..')) throw bad(`continue key is not valid: ${JSON.stringify(start)}`)
  return { version: rv, start }
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
