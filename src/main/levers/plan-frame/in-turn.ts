import type { StepId } from '../../../contract/index.ts'
import type { Step } from '../../ports/step.ts'

/** Makes a step that comes after others. */
export type MakeStep = (after: readonly StepId[]) => Step

/** Steps that are done one after another, each after the last of those before it. */
export function inTurn(makers: readonly MakeStep[], before: readonly Step[] = []): readonly Step[] {
  const steps = [...before]
  for (const make of makers) steps.push(make(steps.slice(-1).map(({ id }) => id)))
  return steps
}
