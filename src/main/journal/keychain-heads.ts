import { parsedJson } from '../lib/parsed-json.ts'
import { asAnchor, type Anchor } from './anchor.ts'

/** Journals of one folder that the keychain remembers. */
export const mostJournals = 32
/** What `headsText` writes is shorter. */
const longestText = 32_768

/**
 * The heads that an entry of the keychain holds, one a journal, the one that was written last first. A journal that was put
 * back is compared with its own, whatever stood in its folder meanwhile.
 */
export function headsIn(text: string | null): readonly Anchor[] {
  if (text === null || text.length > longestText) return []
  const value = parsedJson(text)
  // An entry of one head alone is as good.
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.slice(0, mostJournals).flatMap((one) => asAnchor(one) ?? [])
}

/** The heads with a newer one of its journal. Where they are too many, the journal with the fewest records is forgotten. */
export function withHead(heads: readonly Anchor[], head: Anchor): readonly Anchor[] {
  const others = heads.filter(({ jid }) => jid !== head.jid)
  if (others.length < mostJournals) return [head, ...others]
  const least = others.reduce((one, other) => (other.seq <= one.seq ? other : one))
  return [head, ...others.filter((one) => one !== least)]
}

/** An entry as `headsIn` reads it. */
export function headsText(heads: readonly Anchor[]): string {
  return JSON.stringify(heads)
}
