export { createPodOutput, type PodOutput } from './pod-output.ts'
