export type { Approval } from './approval.ts'
export { createExecutor, type Executor } from './executor.ts'
export type { PlacedPlan, PlacedRun } from './executor-ports.ts'
