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
  readonly expects: Expectation
}

/** How a scenario ends for whoever takes the right lever. */
export interface Expectation {
  /** 0 recovered, 1 not recovered. */
  readonly exit: number
  /** The id of the lever that helps, also where there is none of that id yet; null where none is needed. */
  readonly lever: string | null
  /** The level of the verdict on the service that the scenario is about. */
  readonly verdict: string
}

export const scenarios: readonly ScenarioListing[] = catalog

export function isScenarioId(text: string): text is ScenarioId {
  return (scenarioIds as readonly string[]).includes(text)
}
