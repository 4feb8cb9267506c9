export { gatherRecords, type GatherInput, type RevisionRecords } from './gather-records.ts'
export { planDeploymentRollback, type PlanInput, type PlanResult } from './plan-deployment-rollback.ts'
