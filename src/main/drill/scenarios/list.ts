import catalog from '../../../../resources/drills/scenarios.json' with { type: 'json' }
import type { ScenarioId } from './plan.ts'
import { scenarioIds } from './plan.ts'

/** One line of `--list`. */
export interface ScenarioListing {
  readonly id: string
  readonly title: string
  /** Levers that help, by name; empty where doing nothing, or refusing, is right. */
  readonly levers: readonly string[]
  readonly teaches: string
}

export const scenarios: readonly ScenarioListing[] = catalog

export function isScenarioId(text: string): text is ScenarioId {
  return (scenarioIds as readonly string[]).includes(text)
}
