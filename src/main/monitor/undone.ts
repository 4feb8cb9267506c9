import type { Glance } from './glance.ts'
import type { WatchState } from './watch-state.ts'

/** What was as it was proved in this watch and is not any more: a sentence each. Pure. */
export function undoneSince({ stood = [] }: Pick<WatchState, 'stood'>, { changes = [] }: Glance): readonly string[] {
  return changes.flatMap(({ name, undone }) => (typeof undone === 'string' && stood.includes(name) ? [undone] : []))
}

/** Changes that were as they were proved at some look of the watch: what never was is of somebody who came before it. */
export function standing({ stood = [] }: WatchState, { changes = [] }: Glance): Pick<WatchState, 'stood'> {
  const now = [...new Set([...stood, ...changes.flatMap(({ name, undone }) => (undone === null ? [name] : []))])]
  return now.length === 0 ? {} : { stood: now }
}
