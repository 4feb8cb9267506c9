export { proveRegion, regionPhases, regionProof, type RegionProof } from './prove.ts'
export {
  announcedDebts,
  disableSteps,
  enableSteps,
  movedGate,
  regionActions,
  regionSteps,
  snapshotStep,
  statusChange
} from './steps.ts'
