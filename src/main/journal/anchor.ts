import { isJsonObject } from '../lib/json-access.ts'

/** A head written down outside the journal: it shows a cut tail and a rewritten history, which a chain alone cannot. */
export interface Anchor {
  readonly jid: string
  readonly seq: number
  readonly hash: string
  readonly t: string
}

/** A value from outside as a head; undefined for anything else. */
export function asAnchor(value: unknown): Anchor | undefined {
  if (!isJsonObject(value)) return undefined
  const { jid, seq, hash, t } = value
  if (typeof jid !== 'string' || typeof hash !== 'string' || typeof t !== 'string') return undefined
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? { jid, seq, hash, t } : undefined
}
