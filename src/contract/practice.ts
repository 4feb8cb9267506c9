/** The way out when the drill has ended by itself; the window has the button for it. */
export const startDrillAgain = 'Start the drill again.'

/** Something to practise, told so that it gives nothing away. */
export interface ExerciseView {
  readonly id: string
  readonly title: string
  /** What it is about, without what is wrong. */
  readonly about: string
  /** 1 for a first time, 3 for those who have seen the others. */
  readonly difficulty: 1 | 2 | 3
  /** Words that it is found by beside those above, lower case. They say what is wrong, and are never shown. */
  readonly finds: string
}

/** The exercise that is being played. */
export interface PlayedExercise {
  readonly exercise: ExerciseView
  /** Draws the same names and numbers again. */
  readonly seed: number
  readonly briefing: string
  /** Those that were asked for and still help, in order: what is done needs no hint. */
  readonly hints: readonly string[]
  /** More of those that would help now. */
  readonly hintsLeft: number
  /** All that were asked for: what the debrief counts. */
  readonly hintsTaken: number
}

/** How an exercise went, by what its users saw and what the operator did. */
export interface DebriefView {
  readonly exercise: ExerciseView
  readonly seed: number
  /** A proof ended it, or the operator did. */
  readonly ended: 'proved' | 'stopped'
  /** Simulated seconds from the briefing to the approval that was carried out; where none was, to the end. */
  readonly decidedInSeconds: number
  /** What that was: a change that was carried out, to end where nothing has to be changed, or none. */
  readonly decision: 'carriedOut' | 'leftAlone' | 'none'
  /** Requests that failed since the briefing; null when nobody counted. */
  readonly lost: number | null
  /** About how many would have failed with a swift decision; null where no decision of the operator's spares any. */
  readonly bestLost: number | null
  readonly hints: number
  /** A sentence each. */
  readonly wrongTurns: readonly string[]
  readonly teaches: string
  /** The lever that looks right and is not, one sentence. */
  readonly tempts: string
  /** Null after the last one. */
  readonly next: ExerciseView | null
}

/** What can be practised, what is being played, and how the last one went. */
export interface PracticeView {
  readonly exercises: readonly ExerciseView[]
  readonly playing: PlayedExercise | null
  readonly debrief: DebriefView | null
  /** The newest one, also after it was put away. */
  readonly lastDebrief: DebriefView | null
}
