export { isPreviewed, type Approval } from './approval-problems.ts'
export { goOnBy, type AskedGate, type GateAnswer } from './asked-gate.ts'
export { createExecutor, type Executor } from './executor.ts'
export type { PlacedPlan, PlacedRun } from './executor-ports.ts'
