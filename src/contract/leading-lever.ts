import type { LeverView } from './lever.ts'
import type { DecisionView } from './plan.ts'

/** The lever that the screen is about: the planned one or the one that was asked for, else the recommended, else the first. */
export function leadingLever({
  levers,
  plan,
  asked
}: Pick<DecisionView, 'levers' | 'plan' | 'asked'>): LeverView | undefined {
  if (plan) return levers.find(({ id }) => id === plan.lever)
  return levers.find(({ id }) => id === asked) ?? levers.find(({ state }) => state === 'recommended') ?? levers[0]
}
