export { postgresInPlan } from './in-plan.ts'
export { postgresChecks, postgresProof, proofOfSwitch, type PostgresProof } from './proof.ts'
export { askAboutPair, freshPairSeen, readyPostgres, type ReadyPostgres, type RecordedPair } from './ready-pair.ts'
