import type { Check, Run, StepState } from '../../contract/index.ts'
import { withStep } from './with-step.ts'

/**
 * What is seen on the way and is worth no record, such as how many pods are ready by now. It is laid over the run that
 * the records make, and gone after a restart.
 */
export type LiveEvent =
  | { readonly kind: 'step'; readonly id: string; readonly state: StepState; readonly detail: string }
  | { readonly kind: 'checks'; readonly checks: readonly Check[] }
  | { readonly kind: 'state'; readonly state: Run['state'] }

/** A run with what was seen laid over it; one that has settled stays as it is. `at` is ISO. */
export function withLive(run: Run, event: LiveEvent, at: string): Run {
  if (run.state === 'settled') return run
  switch (event.kind) {
    case 'step':
      return withStep(run, event.id, event.state, event.detail, at)
    case 'checks':
      return { ...run, checks: event.checks }
    case 'state':
      return { ...run, state: event.state }
  }
}
