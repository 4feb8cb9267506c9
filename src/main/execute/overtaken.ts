import type { Run, Target } from '../../contract/index.ts'
import { isSameTarget } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { RunIndex } from '../run/index.ts'
import { targetIn } from '../run/index.ts'

/** The action that changed what a run had changed, after it. */
export type Overtaken = NonNullable<Run['overtaken']>

/**
 * By which later run something was changed that this one has changed: what is measured from then on is of that one. Null for none,
 * and for a run of several services, of which the others are still to be proved.
 */
export function overtakenBy(index: RunIndex, run: Run, identity: string): Overtaken | null {
  if (run.besides !== undefined) return null
  const own = changesOf(index, run.id)
  if (own.length === 0) return null
  for (const other of index.ofCluster(identity)) {
    if (other.id === run.id) continue
    const change = changesOf(index, other.id).find(({ target, seq }) =>
      own.some((mine) => mine.seq < seq && isSameObject(mine.target, target))
    )
    if (change) return { runId: other.id, title: other.words.title, at: change.at }
  }
  return null
}

/** What is said of it in record and report. */
export function overtakenText({ title, at }: Overtaken): string {
  return `Overtaken at ${utc(at)} by “${title}”: not proved, and not measured any further`
}

interface Changed {
  readonly target: Target
  readonly at: string
  readonly seq: number
}

function changesOf(index: RunIndex, runId: string): readonly Changed[] {
  return index.records(runId).flatMap(({ kind, body, seq, t }) => {
    const target = kind === 'outcome' && body['outcome'] === 'succeeded' ? targetIn(body) : null
    const { changedAt } = body
    return target ? [{ target, seq, at: typeof changedAt === 'string' ? changedAt : t }] : []
  })
}

/** A part of an object is the object. */
function isSameObject(one: Target, other: Target): boolean {
  return isSameTarget(whole(one), whole(other))
}

function whole(target: Target): Target {
  if (!('subresource' in target)) return target
  const { subresource: _part, ...rest } = target
  return rest
}
