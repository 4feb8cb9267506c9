export { askAbout, freshData } from './ask.ts'
export { accountBasis } from './basis.ts'
export { moveBlocked, moveGuards, type FoundMove } from './guards.ts'
export { dataInPlan, keepAccount, type DataInPlan } from './in-plan.ts'
export {
  moveChoice,
  moveChoiceOf,
  moveOf,
  movesIn,
  situationOf,
  type Move,
  type SeenAccount,
  type Situation
} from './move.ts'
export { dataPartOf, readyPart, type ReadyPart } from './part.ts'
export { dataChecks, dataProof, moveProof, type DataProof } from './proof.ts'
export { moveBlast, moveChanges, moveDebts, moveNotes, moveStepOf, offlineTyped, usuallyMs } from './words.ts'
