export { collectEvidence, type EvidenceSource } from './collect.ts'
export { listEvidence, readEvidence, writeEvidence, type RecordedEvidence } from './evidence-folder.ts'
