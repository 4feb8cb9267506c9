export { collectEvidence, type EvidenceSource } from './collect.ts'
export { listEvidence, readEvidence, writeEvidence } from './evidence-folder.ts'
