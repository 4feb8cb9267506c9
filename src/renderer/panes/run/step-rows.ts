import type { Run, RunStep } from '../../../contract/index.ts'

/** How many rows it takes before they are counted in a sentence. */
const few = 3

/** The lines of a run as they are read: a step and the proof of what it changed are one line, with one result. */
export function stepRows({ steps, state }: Pick<Run, 'steps' | 'state'>): readonly RunStep[] {
  const proofs = new Map(steps.flatMap((step) => (step.about === undefined ? [] : [[step.about, step] as const])))
  return steps
    .filter(({ about }) => about === undefined)
    .map((step) => {
      const proof = proofs.get(step.id)
      if (!proof || step.state !== 'done') return step
      const expectedMs = step.expectedMs + proof.expectedMs
      if (proof.state === 'todo')
        return state === 'settled' ? unproved(step) : { ...step, state: 'now', expectedMs, endedAt: null }
      if (proof.state === 'cancelled') return unproved(step)
      return { ...proof, id: step.id, kind: step.kind, title: step.title, startedAt: step.startedAt, expectedMs }
    })
}

function unproved(step: RunStep): RunStep {
  return { ...step, state: 'unknown', detail: 'sent, not proved' }
}

/** Those that were approved, as the plan numbers them and the record does: proofs come after them, and are none. */
export function plannedRows(rows: readonly RunStep[]): readonly RunStep[] {
  return rows.filter(({ kind }) => kind !== 'prove')
}

/**
 * `5 proved, 1 running, 2 waiting`, where there are enough rows to count. Only rows with a proof of their own are proved;
 * others are done, and what they come to is proved later.
 */
export function tally(
  rows: readonly RunStep[],
  { steps }: Pick<Run, 'steps'>
): { readonly words: string; readonly rows: readonly RunStep[]; readonly areProved: boolean } | null {
  const areProved = steps.some(({ about }) => about !== undefined)
  const counted = plannedRows(rows)
  if (counted.length < few) return null
  const words = order.flatMap((state) => {
    const count = counted.filter((row) => row.state === state).length
    const name = state === 'done' && !areProved ? 'done, not proved yet' : names[state]
    return count === 0 ? [] : [`${count} ${name}`]
  })
  return { words: words.join(', '), rows: counted, areProved }
}

const order = ['done', 'now', 'failed', 'unknown', 'todo', 'cancelled'] as const
const names: Readonly<Record<RunStep['state'], string>> = {
  done: 'proved',
  now: 'running',
  failed: 'failed',
  unknown: 'not known',
  todo: 'waiting',
  cancelled: 'not begun'
}

/** How long a run is expected to take, milliseconds: rows with a proof of their own go on at the same time. */
export function expectedMsOf({ steps }: Pick<Run, 'steps'>): number {
  const alone = steps.filter(({ about }) => about === undefined)
  const beside = steps.filter(({ about }) => about !== undefined)
  if (beside.length === 0) return alone.reduce((sum, { expectedMs }) => sum + expectedMs, 0)
  return Math.max(...steps.map(({ expectedMs }) => expectedMs))
}
