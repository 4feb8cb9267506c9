export { createExecutor, type Executor } from './executor.ts'
export type { ExecutorPorts, PlacedPlan, PlacedRun, RunPlace } from './executor-ports.ts'
export type { Measured } from './measurements.ts'
