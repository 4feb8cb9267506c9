import practice from '../../../../resources/drills/practice.json' with { type: 'json' }
import scenarios from '../../../../resources/drills/scenarios.json' with { type: 'json' }
import type { ExerciseView } from '../../../contract/index.ts'

/** One scenario of the drill as it is taught. */
export interface Exercise {
  /** The scenario's id, which the drill's process knows. */
  readonly id: string
  readonly view: ExerciseView
  /** With `{time}` and `{namespace}` to fill in. */
  readonly briefing: string
  readonly hints: readonly string[]
  /** Whether a proof ends it, or the operator who sees that there is nothing more to do. */
  readonly ends: 'proof' | 'stop'
  /** Simulated seconds of failing requests that a swift decision still costs; null where none spares any. */
  readonly swiftSeconds: number | null
  /** Whether a rollback helps; otherwise each is a wrong turn. */
  readonly rollbackHelps: boolean
  readonly teaches: string
}

function difficultyOf(number: number): ExerciseView['difficulty'] {
  return number === 1 || number === 2 ? number : 3
}

/** The exercises, easiest first. The window knows them by number, so that no id gives an answer away. */
export const exercises: readonly Exercise[] = practice.map((each, index) => {
  const scenario = scenarios.find(({ id }) => id === each.id)
  const { title, about, difficulty, briefing, hints, swiftSeconds } = each
  return {
    id: each.id,
    view: { id: String(index + 1), title, about, difficulty: difficultyOf(difficulty) },
    briefing,
    hints,
    ends: each.ends === 'proof' ? 'proof' : 'stop',
    swiftSeconds,
    rollbackHelps: (scenario?.levers.length ?? 0) > 0,
    teaches: scenario?.teaches ?? ''
  }
})
