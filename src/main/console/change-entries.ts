import type { SeenChange, WhatChangedView } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'

/** Looks that are written down while a service is open: a page that was taken over would fill the disk. */
const mostEntries = 20
/** Changes of one look that are written down, the newest first, and the likeliest always. */
const mostChanges = 25

/**
 * Writes down what was found to have changed before the first crossing, for timeline and report: once, until a look finds
 * something else. Without a crossing there is nothing that it explains.
 */
export function changeEntries(journal: Pick<Journal, 'append'>): (view: WhatChangedView) => void {
  let last = ''
  let written = 0
  return ({ ref, aroundAt, isCrossing, isCrossedEarlier = false, changes, likeliest, unread, readAt }) => {
    if (!isCrossing || written >= mostEntries) return
    const cause = changes.find(({ id }) => id === likeliest?.id) ?? null
    const kept = changes.filter((change, index) => index < mostChanges || change === cause).map(entryOf)
    const found = { changes: kept, cause: cause && entryOf(cause), unread: unread.map(({ kind }) => kind) }
    const content = JSON.stringify({ aroundAt, ...found })
    if (content === last) return
    last = content
    written += 1
    const text =
      cause === null
        ? `What changed before: nothing that was read explains it (${changes.length} changes seen)`
        : `What changed before, likeliest: ${cause.object}${cause.by === '' ? '' : ` by ${cause.by}`}. ${likeliest?.why ?? ''}`
    journal
      .append('note', {
        what: 'changes',
        ref,
        text,
        aroundAt,
        isCrossedEarlier,
        readAt,
        why: likeliest?.why ?? '',
        ...found
      })
      .catch(() => undefined)
  }
}

function entryOf({ at, object, by, git, what, bearing, isOurs, beforeMs }: SeenChange) {
  return { at, object, by, git, what, bearing, isOurs, beforeMs }
}
