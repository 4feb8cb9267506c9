import { targetKey, targetName, type Target } from '../../contract/index.ts'
import { pause } from '../lib/pause.ts'
import type { KeptChange } from '../monitor/index.ts'
import type { Action, Actions, Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { ReadPlace } from '../ports/place.ts'
import { doneSteps } from '../run/index.ts'

/** How often what was changed is read again, milliseconds of the clock that is watched by. */
const everyMs = 10_000

/** What a run left that is to stay while it is watched: of each target the last change, where its action can tell. */
export function lastingChanges(
  records: readonly JournalRecord[],
  actions: Actions
): readonly { readonly action: Action; readonly mutation: Mutation }[] {
  const last = new Map(doneSteps(actions, records).map((step) => [targetKey(step.mutation.target), step]))
  return [...last.values()].flatMap(({ action: id, mutation }) => {
    const action = actions.get(id)
    return action?.undoneIn ? [{ action, mutation }] : []
  })
}

export interface KeptChangesOptions {
  readonly records: readonly JournalRecord[]
  readonly actions: Actions
  /** As it is at each reading: who signs in to Azure later is read through then. */
  readonly place: () => ReadPlace
  readonly abort: AbortSignal
}

/** Reads again and again whether what a run changed still is as it was proved, until it is aborted. */
export function followChanges({ records, actions, place, abort }: KeptChangesOptions): () => readonly KeptChange[] {
  const changes = lastingChanges(records, actions)
  let seen: readonly KeptChange[] = changes.map(({ mutation }) => ({ name: called(mutation.target) }))

  async function readAll(): Promise<void> {
    const now: KeptChange[] = []
    for (const { action, mutation } of changes) {
      const name = called(mutation.target)
      try {
        const read = await action.read(mutation, place(), abort, false)
        now.push({ name, undone: action.undoneIn?.(mutation, read) ?? null })
      } catch {
        // That the API server or Azure does not answer is said where they are followed; here it is time that was not watched.
        now.push({ name })
      }
    }
    if (!abort.aborted) seen = now
  }

  async function follow(): Promise<void> {
    while (!abort.aborted) {
      await readAll()
      await pause(place().clock, everyMs, abort)
    }
  }

  if (changes.length > 0) void follow().catch(() => undefined)
  return () => seen
}

/** Two kinds of objects may have one name. */
function called(target: Target): string {
  return target.api === 'kubernetes' ? `${target.resource} ${targetName(target)}` : `endpoint ${targetName(target)}`
}
