import practice from '../../../../resources/drills/practice.json' with { type: 'json' }
import scenarios from '../../../../resources/drills/scenarios.json' with { type: 'json' }
import type { ExerciseView } from '../../../contract/index.ts'

/** How far somebody is: the service in trouble is open, a change is approved. */
export type Milestone = 'opened' | 'approved'

/** A hint, and where it helps: not before `from`, and no longer once `until` is reached. */
export interface Hint {
  readonly text: string
  readonly from: Milestone | null
  readonly until: Milestone | null
}

/** One scenario of the drill as it is taught. */
export interface Exercise {
  /** The scenario's id, which the drill's process knows. */
  readonly id: string
  readonly view: ExerciseView
  /** With `{time}` and `{namespace}` to fill in. */
  readonly briefing: string
  readonly hints: readonly Hint[]
  /** Whether a proof ends it, or the operator who sees that there is nothing more to do. */
  readonly ends: 'proof' | 'stop'
  /** Simulated seconds of failing requests that a swift decision still costs; null where none spares any. */
  readonly swiftSeconds: number | null
  /** Whether a change by some lever helps; otherwise each is a wrong turn. */
  readonly changeHelps: boolean
  readonly teaches: string
  /** The lever that looks right and is not, one sentence. */
  readonly tempts: string
}

function difficultyOf(number: number): ExerciseView['difficulty'] {
  return number === 1 || number === 2 ? number : 3
}

function milestoneIn(
  hint: { readonly from?: string; readonly until?: string },
  edge: 'from' | 'until'
): Milestone | null {
  const name = hint[edge]
  return name === 'opened' || name === 'approved' ? name : null
}

/** Whoever looks for a kind finds it however it is written: `stateful-set`, `stateful set`, `statefulset`; and its levers. */
function findWords(id: string, levers: readonly string[]): string {
  const spoken = levers.map((lever) => `${lever} ${lever.replace(/([A-Z])/g, ' $1')}`)
  return [id, id.replaceAll('-', ' '), id.replaceAll('-', ''), ...spoken].join(' ').toLowerCase()
}

/** The exercises, easiest first. The window shows them by number, so that no id gives an answer away. */
export const exercises: readonly Exercise[] = practice.map((each, index) => {
  const scenario = scenarios.find(({ id }) => id === each.id)
  const { title, about, difficulty, briefing, hints, swiftSeconds, tempts } = each
  return {
    id: each.id,
    view: {
      id: String(index + 1),
      title,
      about,
      difficulty: difficultyOf(difficulty),
      finds: findWords(each.id, scenario?.levers ?? [])
    },
    briefing,
    hints: hints.map((hint) => ({
      text: hint.text,
      from: milestoneIn(hint, 'from'),
      until: milestoneIn(hint, 'until')
    })),
    ends: each.ends === 'proof' ? 'proof' : 'stop',
    swiftSeconds,
    changeHelps: (scenario?.levers.length ?? 0) > 0,
    teaches: scenario?.teaches ?? '',
    tempts
  }
})
