import type { PracticeView } from '../../contract/index.ts'

/**
 * The host's teacher: knows which scenario the drill plays and what its users see. The console carries its view to the
 * window and the window's wishes back, and looks at neither.
 */
export interface Practice {
  /**
   * What the next drill is to be: the first exercise and a seed by chance when left out.
   * @throws FailureError `notFound` for an exercise that there is none of
   */
  choose(exercise: string | undefined, seed: number | undefined): void
  /** Gives one more hint; nothing where none is left that would help. */
  hint(): void
  /** Ends what is played and tells how it went; to be awaited before the drill's process ends. */
  end(): Promise<void>
  /** Takes the debrief away. */
  putAway(): void
  /** Calls back at once and for each change. Returns the unsubscribe function. */
  subscribe(listener: (view: PracticeView) => void): () => void
}
