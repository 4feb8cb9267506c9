import * as z from 'zod/mini'
import type { ChangedBack, Run, ServiceRef } from '../../contract/index.ts'
import { newRevision } from '../../contract/words/new-revision.ts'

const text = z.string()

/** A change back that somebody made elsewhere, as each record of its watch holds it, so that the last one is enough to go on. */
const watchedChange = z.object({
  workload: z.exactOptional(text),
  revision: z.nullable(z.number()),
  templateOf: z.number(),
  by: text,
  startedAt: text,
  cleanAt: text,
  forMs: z.number()
})

/** What a watch is over: what a run proved, or what somebody changed back without one. */
export type WatchOver =
  | { readonly kind: 'run'; readonly run: Run }
  | {
      readonly kind: 'change'
      /** Of the watch itself. */
      readonly id: string
      readonly change: ChangedBack
      /** Who asked for the watch. */
      readonly begunBy: string
    }

/** Names what is watched: what one run changed has one name, and is stopped together. */
export function overId(over: WatchOver): string {
  return over.kind === 'run' ? over.run.id : over.id
}

/** Where its users are: of a service that was drained nothing can be read, and that is as it should be. */
export function readOf(over: WatchOver, ref: ServiceRef): ServiceRef {
  return (over.kind === 'run' ? over.run.watchOf : undefined) ?? ref
}

/** What was done, as `Rolled back`. */
export function doneWords(over: WatchOver): string {
  return over.kind === 'run' ? over.run.words.done : 'Changed back'
}

/** Whose change is watched, without a full stop: `Revision 43 (template of 41) by kubectl`. */
export function changeWords({ workload, revision, templateOf, by }: ChangedBack): string {
  return `${newRevision(revision, workload)} (template of ${templateOf})${by === '' ? '' : ` by ${by}`}`
}

/** The change that a watch without a run is over, and who asked for it; null for a record that is of a run, or cannot be read. */
export function changeOverIn(body: Readonly<Record<string, unknown>>): Extract<WatchOver, { kind: 'change' }> | null {
  const change = watchedChange.safeParse(body['change'])
  const { watchId: id, begunBy } = body
  if (!change.success || typeof id !== 'string' || typeof begunBy !== 'string') return null
  return { kind: 'change', id, change: change.data, begunBy }
}

/** The fields of a record that say what its watch is over. */
export function overBody(over: WatchOver): Readonly<Record<string, unknown>> {
  if (over.kind === 'run') return { runId: over.run.id }
  return { watchId: over.id, change: over.change, begunBy: over.begunBy }
}
