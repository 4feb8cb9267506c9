import { lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { windowBegin } from './incident-window.ts'
import { standOf, type Stand } from './stand.ts'

/** A service that changed in the window, or that cannot be taken, with how it stands. */
export interface Row {
  readonly neighbour: Neighbour
  readonly stand: Stand
}

/** What changed in the incident's window, and what becomes of it. */
export interface Selection {
  /** Worst first; what did not change is left out. */
  readonly rows: readonly Row[]
  /** How many did not change. */
  readonly unchanged: number
  /** Milliseconds. */
  readonly sinceMs: number
}

/** Judging, options and plan ask for the same observation. */
const selected = new WeakMap<World, Selection | null>()

/** Null while the services have not been read. Pure. */
export function select(world: World): Selection | null {
  const known = selected.get(world)
  if (known !== undefined) return known
  const selection = selectAnew(world)
  selected.set(world, selection)
  return selection
}

function selectAnew(world: World): Selection | null {
  const all = lastValue(world.neighbours.rows)
  if (!all) return null
  const sinceMs = windowBegin(world)
  const rows: Row[] = []
  for (const { ref, changedAt } of all) {
    // Histories are compared for what changed alone: at each observation, of hundreds.
    if (!(Date.parse(changedAt) >= sinceMs)) continue
    const neighbour = world.neighbours.of(ref.name)
    if (!neighbour) continue
    const stand = standOf(neighbour, sinceMs)
    if (stand.kind !== 'unchanged') rows.push({ neighbour, stand })
  }
  return { rows, unchanged: all.length - rows.length, sinceMs }
}

/** Those that go back when nobody picks. */
export function going({ rows }: Selection): readonly Row[] {
  return rows.filter(({ stand }) => stand.kind === 'goes')
}

/** How many of those that changed nobody can call well or ill: their errors are not known now. */
export function unmeasured({ rows }: Selection): number {
  return rows.filter(({ stand, neighbour }) => stand.kind === 'mayGo' && neighbour.row.errorRatio.state !== 'known')
    .length
}
