import { createHash } from 'node:crypto'

/** Windows takes 2,560 bytes per entry; the rest is room for what a backend adds. */
export const entryLimitBytes = 2_400

/** The other keychains take longer ones, and each entry is a call: a kubeconfig of a thousand clusters would be thousands. */
export const partLimitBytes = process.platform === 'win32' ? entryLimitBytes : 262_144

/** Room that a manifest's own fields may take beside a value kept inside it. */
const manifestFieldsBytes = 200

/** Two places for the parts of a value: a new value is written beside the old one, which stays whole until the manifest changes. */
export type Slot = 'a' | 'b'

/** The entry that says where a value is. Written last, so it never points at something unfinished. */
export type PartsManifest =
  | { readonly version: 1; readonly sha256: string; readonly data: string }
  | { readonly version: 1; readonly sha256: string; readonly slot: Slot; readonly parts: number }

/**
 * Cuts a value into keychain entries. Base64 makes every text safe to store, the empty one and NUL included.
 * @param partBytes length of a part
 * @returns a manifest that holds the value itself when it fits, else the parts that go into `slot`
 */
export function split(
  value: string,
  slot: Slot,
  partBytes: number = partLimitBytes
): { readonly manifest: PartsManifest; readonly parts: readonly string[] } {
  const data = Buffer.from(value, 'utf8').toString('base64')
  const sha256 = digestOf(value)
  if (data.length <= entryLimitBytes - manifestFieldsBytes) return { manifest: { version: 1, sha256, data }, parts: [] }
  const parts = data.match(new RegExp(`.{1,${partBytes}}`, 'g')) ?? []
  return { manifest: { version: 1, sha256, slot, parts: parts.length }, parts }
}

/** Puts a value together again; undefined when it is not the one that the manifest describes. */
export function join(manifest: PartsManifest, parts: readonly string[]): string | undefined {
  const data = 'data' in manifest ? manifest.data : parts.join('')
  const value = Buffer.from(data, 'base64').toString('utf8')
  return digestOf(value) === manifest.sha256 ? value : undefined
}

/** Reads a manifest as stored; undefined when it is none of ours. */
export function parseManifest(text: string): PartsManifest | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { version, sha256, data, slot, parts } = parsed as Record<string, unknown>
  if (version !== 1 || typeof sha256 !== 'string') return undefined
  if (typeof data === 'string') return { version, sha256, data }
  if ((slot === 'a' || slot === 'b') && typeof parts === 'number' && Number.isInteger(parts) && parts > 0) {
    return { version, sha256, slot, parts }
  }
  return undefined
}

// A lone surrogate cannot survive UTF-8; hashing the same bytes that are stored keeps the comparison honest.
function digestOf(value: string): string {
  return createHash('sha256').update(value, 'utf8').digest('hex')
}
