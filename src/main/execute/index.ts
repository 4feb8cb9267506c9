export { createExecutor, type Executor } from './executor.ts'
export type { ExecutorPorts } from './executor-ports.ts'
export type { Measured } from './measurements.ts'
