import type { DecisionView, LeverView } from '../../../contract/index.ts'

/** The lever that the screen is about: the planned one, else the recommended, else the one that stands first. */
export function leadingLever({ levers, plan }: Pick<DecisionView, 'levers' | 'plan'>): LeverView | undefined {
  if (plan) return levers.find(({ id }) => id === plan.lever)
  return levers.find(({ state }) => state === 'recommended') ?? levers[0]
}
