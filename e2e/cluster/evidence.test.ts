import { assertScenarios } from './evidence/played.ts'
import { scenarios } from './evidence/scenarios/index.mjs'

assertScenarios(
  'what the procedure’s commands and ours do under a real Flagger',
  scenarios.filter(({ isLong }) => !isLong)
)
