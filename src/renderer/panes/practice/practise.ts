import type { EnvironmentKind, ExerciseView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { mayLeave } from '../shell/leave-service.ts'

/** An environment by its name, and by its kind where the name does not say it. */
export function nameAndKind({ name, kind }: { readonly name: string; readonly kind: EnvironmentKind }): string {
  return name.includes(kind) ? name : `${name} (${kind})`
}

/**
 * Opens the list of what can be practised; where nobody teaches, the drill itself. What goes on is asked about first; that a
 * production is left while a proof goes on there says the list itself.
 */
export function practise(): void {
  const { run, shell } = feedStore.getState().values
  const isSaidThere = run?.state === 'verifying' && shell?.environment?.kind !== 'drill'
  if (!isSaidThere && !mayLeave(run ?? null, { key: 'p', to: 'the exercises' })) return
  if (feedStore.getState().values.practice) setView({ overlay: 'practice' })
  else void ask('drill.start', {})
}

/** Starts an exercise in place of what is open; whoever calls has said what that is. */
export async function startExercise(exercise: ExerciseView, seed?: number): Promise<void> {
  const wish = { exercise: exercise.id, leave: true, ...(seed === undefined ? {} : { seed }) }
  if ((await ask('drill.start', wish)) !== undefined) setView({ overlay: 'none' })
}
