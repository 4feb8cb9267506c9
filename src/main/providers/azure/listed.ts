import { arrayAt, at, type JsonObject } from '../../lib/json-access.ts'

/** What a list says. */
export interface Listed<T> {
  readonly items: readonly T[]
  /** That there is nothing else: it was read to its end, and nothing in it was left out. */
  readonly isWhole: boolean
}

/** Behind what was read of a list that is not whole. */
export const othersUnread = ', and not all that there is could be read'

/**
 * The entries of an answer to a list (`value`), of which `most` are looked at. One that cannot be read, more of them, and a
 * page that was not read leave it not whole: then the only one that is seen need not be the only one.
 * @param read throws for an entry that is none, or says null
 */
export function listedIn<T>(json: JsonObject, most: number, read: (entry: unknown) => T | null): Listed<T> {
  const entries = at(json, 'value')
  const all = arrayAt(json, 'value')
  const items = all.slice(0, most).flatMap((entry) => {
    try {
      return read(entry) ?? []
    } catch {
      return []
    }
  })
  const isWhole = Array.isArray(entries) && isToItsEnd(json) && items.length === all.length
  return { items: items as readonly T[], isWhole }
}

/** Whether an answer to a list does not go on on another page. */
export function isToItsEnd(json: JsonObject): boolean {
  return !at(json, 'nextLink')
}
