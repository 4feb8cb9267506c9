import type { Run, RunStep, StepState } from '../../contract/index.ts'

/** A run with one of its steps changed; its times follow from its state. `at` is ISO. */
export function withStep(run: Run, id: string, state: StepState, detail: string, at: string): Run {
  return withRow(run, 'step', id, state, detail, at)
}

/** Steps and phases of the proof are named apart: what became of a step says nothing of a phase that is called the same. */
export function withRow(
  run: Run,
  kind: 'step' | 'phase',
  id: string,
  state: StepState,
  detail: string,
  at: string
): Run {
  return {
    ...run,
    steps: run.steps.map((step) => {
      if (step.id !== id || lineKind(step) !== kind) return step
      const isOver = state !== 'todo' && state !== 'now'
      return { ...step, state, detail, startedAt: step.startedAt ?? at, endedAt: isOver ? at : null }
    })
  }
}

/** Whether a line of a run is a step of its plan or a phase of its proof. */
export function lineKind({ kind }: Pick<RunStep, 'kind'>): 'step' | 'phase' {
  return kind === 'prove' ? 'phase' : 'step'
}
