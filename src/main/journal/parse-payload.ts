import type { Payload } from './frame.ts'

/** How deep a record may be nested. What is written is cut off long before; thousands would end whoever walks through it. */
export const deepestRecord = 1_000

/** A record as it was written; undefined for bytes that are none. */
export function parsePayload(bytes: Buffer): Payload | undefined {
  if (isTooDeep(bytes)) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isPayload(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Brackets in texts do not count. */
export function isTooDeep(json: Uint8Array): boolean {
  if (json.length < deepestRecord) return false
  let depth = 0
  let isText = false
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index]
    if (isText) {
      if (byte === backslash) index += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === openBracket || byte === openBrace) {
      depth += 1
      if (depth > deepestRecord) return true
    } else if (byte === closeBracket || byte === closeBrace) depth -= 1
  }
  return false
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

function isTime(text: unknown): boolean {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text))
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isPayload(value: unknown): value is Payload {
  if (typeof value !== 'object' || value === null) return false
  const payload = value as Partial<Payload>
  return (
    isCount(payload.seq) &&
    isCount(payload.seg) &&
    typeof payload.jid === 'string' &&
    typeof payload.prev === 'string' &&
    typeof payload.kind === 'string' &&
    isTime(payload.t) &&
    typeof payload.body === 'object' &&
    payload.body !== null &&
    !Array.isArray(payload.body)
  )
}
