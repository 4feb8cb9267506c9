import type { Run, StepState } from '../../contract/index.ts'

/** A run with one of its steps changed; its times follow from its state. `at` is ISO. */
export function withStep(run: Run, id: string, state: StepState, detail: string, at: string): Run {
  return {
    ...run,
    steps: run.steps.map((step) => {
      if (step.id !== id) return step
      const isOver = state !== 'todo' && state !== 'now'
      return { ...step, state, detail, startedAt: step.startedAt ?? at, endedAt: isOver ? at : null }
    })
  }
}
