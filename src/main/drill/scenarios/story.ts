import type { ScenarioPlan, ServicePlan } from './plan.ts'

/** What a scenario has besides services and their releases. */
export type Story = Pick<
  ScenarioPlan,
  'systems' | 'canaries' | 'controlLoopMs' | 'changes' | 'builds' | 'cohorts' | 'gitops' | 'configTrouble'
> & {
  /** Services besides those that are drawn for every scenario. */
  readonly others: readonly ServicePlan[]
  /** When users began to be hurt, where that was no release of the focus; relative to the start. */
  readonly incidentAtMs: number | undefined
}

/** Nothing besides. */
export const noStory: Story = {
  systems: [],
  canaries: [],
  // cmd/flagger/main.go
  controlLoopMs: 10_000,
  changes: [],
  builds: {},
  cohorts: {},
  gitops: [],
  configTrouble: undefined,
  others: [],
  incidentAtMs: undefined
}
