import type { Run, RunStep } from '../../contract/index.ts'
import type { RunSubject } from './run-subject.ts'

export type StepId = 'intent' | 'send' | 'rollout' | 'proof'

/** A run as it begins, all steps still to do. */
export function beginRun(subject: RunSubject, runId: string, approvedAt: string, armedUntil: string | null): Run {
  const step = (id: StepId, title: string, expectedMs: number): RunStep => ({
    id,
    title,
    state: 'todo',
    detail: '',
    startedAt: null,
    endedAt: null,
    expectedMs
  })
  return {
    id: runId,
    planId: subject.planId,
    digest: subject.digest,
    title: subject.title,
    ref: subject.target.ref,
    state: 'arming',
    armedUntil,
    approvedAt,
    steps: [
      step('intent', 'Write the intent to the journal', 50),
      step('send', subject.step.title, subject.step.expectedMs),
      step('rollout', 'Replace the pods', subject.expectedMs),
      step('proof', 'Prove it: pods, errors, latency', 120_000)
    ],
    attempts: [],
    checks: [],
    outcome: null,
    proved: false,
    watchUntil: null,
    impact: '',
    failure: null,
    inverse: null,
    settledAt: null
  }
}

/** The steps with one of them changed; its times follow from its state. */
export function stepChanged(run: Run, id: StepId, state: RunStep['state'], detail: string, at: string): Run {
  return {
    ...run,
    steps: run.steps.map((step) => {
      if (step.id !== id) return step
      const isOver = state !== 'todo' && state !== 'now'
      return { ...step, state, detail, startedAt: step.startedAt ?? at, endedAt: isOver ? at : null }
    })
  }
}

/** What had not been done when a run ends is cancelled. */
export function stepsSettled(run: Run, at: string): Run {
  const steps = run.steps.map((step) =>
    step.state === 'todo' || step.state === 'now' ? { ...step, state: 'cancelled' as const, endedAt: at } : step
  )
  return { ...run, steps, state: 'settled', settledAt: at, armedUntil: null }
}

/** The way back, offered after an abort, a doubt or a failed proof. */
export function inverseOf({ inverse, target }: RunSubject): NonNullable<Run['inverse']> {
  return { text: inverse.text, command: inverse.command, toRevision: target.fromRevision }
}
