export { createExecutor, type Executor } from './executor.ts'
export type { ExecutorPorts, PlacedPlan, PlacedRun, RunPlace } from './executor-ports.ts'
