export { groupInPlan } from './in-plan.ts'
export { groupChecks, groupProof, proofOfMove, type GroupProof } from './proof.ts'
export { askAboutGroup, freshGroupSeen, readyGroup, type ReadyGroup, type RecordedGroup } from './ready.ts'
