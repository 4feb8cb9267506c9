import type { CommandRule, StateRule } from '../rule-facts.ts'
import { skipAnalysis } from './T1.ts'
import { analysisIsOff } from './T1-set.ts'
import { deletesCanary } from './T2.ts'
import { undoesUnderOwner } from './T3.ts'
import { undoesEverything } from './T4.ts'
import { setsOneWeight } from './T5.ts'
import { movesTheWrongWay } from './T5-direction.ts'
import { changesEndpoint } from './T6.ts'
import { changesWriteRegion } from './T7.ts'
import { readsApiServerMetrics } from './T8-metrics.ts'
import { asksOneNameServer } from './T8-names.ts'
import { looksAtOtherPods } from './T8-pods.ts'
import { countsFailedChecks } from './T10.ts'
import { isPutBack } from './T11.ts'
import { heldCanaryGoesOn } from './T11-held-canary.ts'
import { isPutBackLater } from './T11-command.ts'
import { edits } from './T12.ts'
import { readsConstantMessage } from './T13.ts'
import { isHybrid } from './T14-hybrid.ts'
import { appliesGitAgain } from './T14.ts'
import { rollbackHangs } from './T15-hung.ts'
import { routesWithoutMesh } from './T15.ts'
import { podsWithoutMesh } from './T15-pods.ts'
import { meshIsAway } from './T15-away.ts'
import { leavesOtherRules } from './T16.ts'
import { clearsAbort, retriesRollout, undoesRollout } from './T17.ts'
import { rollsReleaseBack } from './helm-rollback.ts'
import { rollsBackTooSoon } from './too-soon.ts'
import { undoesToBadRevision } from './bad-revision.ts'
import { restartsTheSame } from './restart.ts'
import { isScaledBack } from './scaled-back.ts'
import { takesWorkload } from './workload-gone.ts'
import { undoesBlindly } from './plain-undo.ts'

/** In the order in which they are shown. */
export const commandRules: readonly CommandRule[] = [
  undoesUnderOwner,
  skipAnalysis,
  deletesCanary,
  undoesEverything,
  takesWorkload,
  isScaledBack,
  routesWithoutMesh,
  podsWithoutMesh,
  setsOneWeight,
  movesTheWrongWay,
  leavesOtherRules,
  undoesRollout,
  retriesRollout,
  undoesBlindly,
  undoesToBadRevision,
  restartsTheSame,
  rollsReleaseBack,
  rollsBackTooSoon,
  appliesGitAgain,
  isPutBackLater,
  changesEndpoint,
  changesWriteRegion,
  looksAtOtherPods,
  readsApiServerMetrics,
  asksOneNameServer,
  edits,
  readsConstantMessage
]

export const stateRules: readonly StateRule[] = [
  meshIsAway,
  rollbackHangs,
  analysisIsOff,
  countsFailedChecks,
  isPutBack,
  isHybrid,
  heldCanaryGoesOn,
  clearsAbort
]
