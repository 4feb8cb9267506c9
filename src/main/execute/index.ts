export { createExecutor, type Executor, type ExecutorPorts, type Approval } from './executor.ts'
