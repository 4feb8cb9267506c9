export { gatherRecords, type RevisionRecords } from './gather-records.ts'
export { planDeploymentRollback, type PlanResult } from './plan-deployment-rollback.ts'
export type { PlanInput } from './plan-input.ts'
