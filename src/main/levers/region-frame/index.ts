export { regionStillFits, type RegionBasis } from './basis.ts'
export { atMostMs, noDryRun, proofOf, proveRegion, regionPhases, regionProof, type RegionProof } from './prove.ts'
export {
  answersGate,
  disableSteps,
  enableSteps,
  movedGate,
  regionActions,
  regionSteps,
  snapshotStep,
  statusChange
} from './steps.ts'
export { wayBackCommands } from './way-back-commands.ts'
