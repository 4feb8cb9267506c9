import { assertScenarios } from './evidence/played.ts'
import { scenarios } from './evidence/scenarios/index.mjs'

// They wait for minutes and work for seconds, so that they may run beside everything else.
assertScenarios(
  'what takes a real Flagger minutes',
  scenarios.filter(({ isLong }) => isLong === true)
)
