import { createHmac, randomBytes } from 'node:crypto'
import { canonicalJson } from '../../lib/canonical-json.ts'

/** Values by their keys; null where a key is not to be there. */
export type GivenValues = Readonly<Record<string, string | null>>

/** Of this process: nobody who reads a name can try values. */
const key = randomBytes(32)
const most = 64
const kept = new Map<string, GivenValues>()

/**
 * Keeps values in memory and nowhere else, under a name that may be recorded; the same values have the same name. The
 * oldest goes when there are too many: what it was is then known to whoever wrote it.
 */
export function keepValues(values: GivenValues): string {
  const name = `kept ${createHmac('sha256', key).update(canonicalJson(values)).digest('hex').slice(0, 16)}`
  kept.delete(name)
  kept.set(name, values)
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
  return name
}

/** What is kept under a name; undefined for nothing. */
export function keptValues(name: string): GivenValues | undefined {
  return kept.get(name)
}
