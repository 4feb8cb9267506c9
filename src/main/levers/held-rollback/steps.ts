import type { StepId } from '../../../contract/index.ts'
import { holdReconciler } from '../../actions/gitops-suspend/index.ts'
import type { Planned } from '../../ports/lever.ts'
import type { DoStep, Step, WaitStep } from '../../ports/step.ts'

/** What a controller that still answers an old cache may begin after it was told to stop. */
const staysHeldMs = 2_000
const appliesForMs = 60_000

/** What the steps of both ways are made of. */
export interface HeldParts {
  /** The undo of the Deployment; null where it is there already. */
  readonly undone: Planned | null
  /** One plan for each reconciler that is held, or goes on. */
  readonly parts: readonly Planned[]
  /** The way back: undone first, and then they go on. */
  readonly isBack: boolean
}

/**
 * Held, and nothing of before under way, then undone; on the way back undone, and then let go. Each step begins when the one
 * before it is done: what is not held is not undone.
 */
export function heldSteps({ undone, parts, isBack }: HeldParts): readonly Step[] {
  const undo = undone?.steps ?? []
  const changes = parts.flatMap(({ steps }, index) => steps.flatMap((step) => numbered(step, index, parts.length)))
  const steps = isBack ? [...undo, ...changes] : [...changes.flatMap(withGate), ...undo]
  return steps.map((step, index) => ({ ...step, after: afterOf(steps[index - 1]) }))
}

function numbered(step: Step, index: number, of: number): readonly DoStep[] {
  if (step.kind !== 'do') return []
  return [of === 1 ? step : { ...step, id: `${step.id}-${index + 1}` }]
}

function withGate(step: DoStep): readonly Step[] {
  const { kind } = holdReconciler.facts.parse(step.facts)
  const gate: WaitStep = {
    kind: 'wait',
    id: `${step.id}-stays`,
    title: `The ${kind} stays held, and nothing that it began before is under way`,
    gate: { kind: 'check', check: 'reconciler held', target: step.target, forMs: staysHeldMs },
    atMostMs: appliesForMs,
    onTime: 'ask',
    after: []
  }
  return [step, gate]
}

function afterOf(before: Step | undefined): readonly StepId[] {
  return before === undefined ? [] : [before.id]
}
