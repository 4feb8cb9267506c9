import * as z from 'zod/mini'
import type { DebriefView } from '../../../contract/index.ts'
import type { Exercise } from './exercises.ts'

const count = z.object({ requests: z.number(), errors: z.number() })

/** What the drill's control port counts, as far as a score needs it. */
export const reportSchema = z.object({
  scenario: z.string(),
  seed: z.number(),
  userErrors: z.object({ during: count }),
  harmSeconds: z.number()
})
export type PracticeReport = z.infer<typeof reportSchema>

/** What is really going on in the drill. */
export const truthSchema = z.object({
  namespace: z.string(),
  deployment: z.string(),
  failing: z.array(z.string()),
  revisions: z.array(z.object({ revision: z.number(), formerRevisions: z.array(z.number()), good: z.boolean() }))
})
export type Truth = z.infer<typeof truthSchema>

/** A change that was approved and sent. */
export interface PlayedMove {
  readonly runId: string
  readonly service: string
  /** As the lever says that it is done: `Rolled back`, `Aborted`. */
  readonly did: string
  /** Of the Deployment that failed; null where that was not undone. */
  readonly toRevision: number | null
  readonly proved: boolean
  /** The change that it takes back; left out where it takes none back. */
  readonly takesBack?: PlayedMove
}

export interface PlayedDrill {
  readonly exercise: Exercise
  readonly next: Exercise | null
  /** As it began and as it ended; null when nobody could be asked. */
  readonly before: PracticeReport | null
  readonly after: PracticeReport | null
  readonly truth: Truth | null
  readonly decidedInSeconds: number
  /** Whether an approval was carried out. */
  readonly approved: boolean
  readonly moves: readonly PlayedMove[]
  /** What was recommended last, as it follows `to`; null while nothing was. */
  readonly recommended: string | null
  /** What is recommended as it ends, under a verdict that says to act now and with a plan that can be sent; null for nothing. */
  readonly leftOpen: string | null
  readonly hints: number
  readonly ended: DebriefView['ended']
}

/** How an exercise went. */
export function debriefOf(played: PlayedDrill): DebriefView {
  const { exercise, before, after, next, decidedInSeconds, approved, hints, ended, leftOpen } = played
  const leftAlone = ended === 'stopped' && exercise.ends === 'stop' && leftOpen === null
  const lost = before && after ? Math.max(0, after.userErrors.during.errors - before.userErrors.during.errors) : null
  return {
    exercise: exercise.view,
    seed: after?.seed ?? before?.seed ?? 0,
    ended,
    decidedInSeconds: Math.round(decidedInSeconds),
    decision: approved ? 'carriedOut' : leftAlone ? 'leftAlone' : 'none',
    lost,
    bestLost: lost === null ? null : bestOf(exercise, before, lost),
    hints,
    wrongTurns: wrongTurnsOf(played, lost),
    teaches: exercise.teaches,
    tempts: exercise.tempts,
    next: next?.view ?? null
  }
}

/** The rate of failing requests before the operator came, for as long as a swift rollback takes; never more than were lost. */
function bestOf({ swiftSeconds }: Exercise, before: PracticeReport | null, lost: number): number | null {
  if (swiftSeconds === null || !before || before.harmSeconds === 0) return null
  const perSecond = before.userErrors.during.errors / before.harmSeconds
  return Math.min(lost, Math.round(perSecond * swiftSeconds))
}

function wrongTurnsOf(played: PlayedDrill, lost: number | null): readonly string[] {
  const { exercise, moves, recommended, leftOpen, ended } = played
  const turns = moves.flatMap((move) => wrongIn(move, played))
  if (ended === 'proved') return turns
  if (exercise.ends !== 'proof')
    return moves.length > 0 || leftOpen === null
      ? turns
      : [`Ended while the window asked to act at once: nobody had yet, and to ${leftOpen} was open.`]
  const users = lost === 0 ? 'users were not served well' : 'users still saw errors'
  return [
    ...turns,
    moves.length === 0
      ? `Ended while ${users}: it would have helped to ${recommended ?? 'act'}.`
      : 'Ended without a proof: nobody knows whether users are well.'
  ]
}

function wrongIn(move: PlayedMove, played: PlayedDrill): readonly string[] {
  const { service, did, toRevision, takesBack } = move
  const { exercise, truth } = played
  // To take a wrong turn back is none.
  if (takesBack && wrongIn(takesBack, played).length > 0) return []
  if (takesBack && !move.proved && !isHelpedOtherwise(takesBack, move, played))
    return [`${did}: ${service}, back to what had hurt users.`]
  if (truth && service !== truth.deployment && !truth.failing.includes(service))
    return [`${did}: ${service}, which was not what failed.`]
  const revision = truth?.revisions.find(
    (each) => each.revision === toRevision || (toRevision !== null && each.formerRevisions.includes(toRevision))
  )
  if (revision && !revision.good) return [`${did}: ${service} to revision ${toRevision}, which was bad as well.`]
  return exercise.changeHelps ? [] : [`${did}: ${service}, where nothing had to be changed.`]
}

/** Whether something else that helps was done before a change was taken back, and stands: users may be led back then. */
function isHelpedOtherwise(takenBack: PlayedMove, by: PlayedMove, played: PlayedDrill): boolean {
  const { moves } = played
  return moves
    .slice(0, moves.indexOf(by))
    .some(
      (move) =>
        move.runId !== takenBack.runId &&
        move.takesBack === undefined &&
        !moves.some(({ takesBack }) => takesBack?.runId === move.runId) &&
        wrongIn(move, played).length === 0
    )
}
