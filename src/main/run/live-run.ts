import type { Check, Run, RunStep, StepState } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { lineKind, withRow } from './with-step.ts'

/** What is seen on the way and is worth no record, such as how many pods are ready by now. */
export type LiveEvent =
  | { readonly kind: 'step' | 'phase'; readonly id: string; readonly state: StepState; readonly detail: string }
  | { readonly kind: 'checks'; readonly checks: readonly Check[] }
  | { readonly kind: 'state'; readonly state: Run['state'] }

/**
 * What was seen since the last record: it is laid over the run that the records make, never mixed into it, so that the
 * run is the same after a restart.
 */
export interface Live {
  /** By what they are and their id. */
  readonly steps: ReadonlyMap<string, RunStep>
  readonly checks: readonly Check[] | null
  readonly state: Run['state'] | null
}

export const nothingSeen: Live = { steps: new Map(), checks: null, state: null }

/** The run with what was seen laid over it; one that has settled is as its records say. */
export function withLive(run: Run, { steps, checks, state }: Live): Run {
  if (run.state === 'settled') return run
  return {
    ...run,
    state: state ?? run.state,
    checks: checks ?? run.checks,
    steps: run.steps.map((step) => steps.get(keyOf(lineKind(step), step.id)) ?? step)
  }
}

/** What was seen, with one thing more. `at` is ISO. */
export function seeing(run: Run, live: Live, event: LiveEvent, at: string): Live {
  switch (event.kind) {
    case 'step':
    case 'phase': {
      const next = withRow(withLive(run, live), event.kind, event.id, event.state, event.detail, at)
      const step = next.steps.find((one) => one.id === event.id && lineKind(one) === event.kind)
      return step ? { ...live, steps: new Map(live.steps).set(keyOf(event.kind, event.id), step) } : live
    }
    case 'checks':
      return { ...live, checks: event.checks }
    case 'state':
      return { ...live, state: event.state }
  }
}

/** A record says more than what was seen of its step before, and a new look at the run begins with nothing. */
export function afterRecord(live: Live, { kind, body }: JournalRecord): Live {
  if (kind === 'resume' || kind === 'settled') return nothingSeen
  const steps = new Map(live.steps)
  return steps.delete(keyOf('step', String(body['stepId']))) ? { ...live, steps } : live
}

function keyOf(kind: 'step' | 'phase', id: string): string {
  return `${kind} ${id}`
}
