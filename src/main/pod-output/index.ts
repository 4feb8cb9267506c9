export { createPodOutput, type PodOutput } from './pod-output.ts'
export { createEvidenceBudget, type EvidenceBudget } from './evidence-budget.ts'
