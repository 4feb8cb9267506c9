export type { Approval } from './approval.ts'
export { createExecutor, type Executor } from './executor.ts'
export type { ExecutorPorts } from './executor-ports.ts'
export type { Measured, Measurements } from './measurements.ts'
