export { groupInPlan } from './in-plan.ts'
export { groupChecks, groupProof, type GroupProof } from './proof.ts'
export { readyGroup, type ReadyGroup, type RecordedGroup } from './ready.ts'
