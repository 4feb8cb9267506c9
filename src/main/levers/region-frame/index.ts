export { disableSteps, enableSteps, movedGate, regionActions, regionSteps, snapshotStep, type RegionSteps } from './steps.ts'
export { proveRegion, regionPhases, regionProof, type RegionProof } from './prove.ts'
export { endpointKey, endpointWith, presentEndpoints, seenRegion } from './endpoints.ts'
export { regionBudgets } from './budgets.ts'
