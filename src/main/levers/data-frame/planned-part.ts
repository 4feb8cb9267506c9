import type { Change, DebtView, Guard } from '../../../contract/index.ts'
import type { DoStep, KeepStep } from '../../ports/step.ts'

/** What one kind of data adds to a plan that leads users. */
export interface PlannedPart<Proof> {
  /** Empty where it stays as it is. */
  readonly steps: readonly DoStep[]
  /** What is kept before anything is changed. */
  readonly keeps: readonly KeepStep[]
  readonly changes: readonly Change[]
  readonly guards: readonly Guard[]
  readonly notes: readonly string[]
  readonly leaves: readonly DebtView[]
  /** Empty for nothing. */
  readonly blast: string
  /** What has to be typed because it cannot be taken back; null where it can. */
  readonly typed: string | null
  /** What follows in the plan's title. */
  readonly title: string
  /** What no way back brings; null where that brings all of it. */
  readonly lost: string | null
  /** The way back leaves this as it is. */
  readonly stopsWayBack: boolean
  /** Command that brings it back; null where nothing of ours does. */
  readonly back: string | null
  /** What was written last may be lost by it. */
  readonly mayLose: boolean
  readonly expectedMs: number
  readonly proof: Proof | null
  /** What the plan was made of, for `stillFits`. */
  readonly basis: string | null
}

export const noPart: PlannedPart<never> = {
  steps: [],
  keeps: [],
  changes: [],
  guards: [],
  notes: [],
  leaves: [],
  blast: '',
  typed: null,
  title: '',
  lost: null,
  stopsWayBack: false,
  back: null,
  mayLose: false,
  expectedMs: 0,
  proof: null,
  basis: null
}

/** Several kinds of data as one plan says them; proof and basis stay apart. */
export type JoinedParts = Omit<PlannedPart<never>, 'proof' | 'basis' | 'lost' | 'stopsWayBack' | 'back'> & {
  /** What the way back is, in words. */
  readonly wayBack: string
  /** Commands that bring the data back, in their order. */
  readonly backs: readonly string[]
}

export function joinParts(...parts: readonly PlannedPart<unknown>[]): JoinedParts {
  const blast = parts.flatMap((part) => (part.blast === '' ? [] : [part.blast]))
  const typed = parts.flatMap((part) => part.typed ?? [])
  const lost = parts.flatMap((part) => part.lost ?? [])
  const whole = parts.some(({ stopsWayBack }) => stopsWayBack) ? 'fail back users' : 'fail back to what stood before'
  return {
    steps: parts.flatMap(({ steps }) => steps),
    keeps: parts.flatMap(({ keeps }) => keeps),
    changes: parts.flatMap(({ changes }) => changes),
    guards: parts.flatMap(({ guards }) => guards),
    notes: parts.flatMap(({ notes }) => notes),
    leaves: parts.flatMap(({ leaves }) => leaves),
    blast: blast.join('; '),
    typed: typed.length === 0 ? null : typed.join(', '),
    title: [...new Set(parts.map(({ title }) => title))].join(''),
    expectedMs: parts.reduce((sum, part) => sum + part.expectedMs, 0),
    wayBack: [whole, ...lost].join('; '),
    mayLose: parts.some(({ mayLose }) => mayLose),
    backs: parts.flatMap(({ back }) => back ?? [])
  }
}
