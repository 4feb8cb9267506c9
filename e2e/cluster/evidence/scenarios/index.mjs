import { abort } from './abort.mjs'
import { afterBadPromotion } from './after-bad-promotion.mjs'
import { annotatedRoutes } from './annotated-routes.mjs'
import { automaticRollback } from './automatic-rollback.mjs'
import { conditionMessage } from './condition-message.mjs'
import { deleteCanary } from './delete-canary.mjs'
import { firstWeight } from './first-weight.mjs'
import { promotionFailed } from './promotion-failed.mjs'
import { reappliedManifest } from './reapplied-manifest.mjs'
import { skipAnalysis } from './skip-analysis.mjs'
import { suspendAndDrain } from './suspend-and-drain.mjs'
import { undoEverything } from './undo-everything.mjs'
import { undoOfTheGood } from './undo-of-the-good.mjs'
import { undoTarget } from './undo-target.mjs'

/** Everything that is played against a real Flagger; the cluster suite asserts every claim from a live run. */
export const scenarios = [
  ...skipAnalysis,
  ...deleteCanary,
  ...undoTarget,
  ...undoEverything,
  ...firstWeight,
  ...automaticRollback,
  ...reappliedManifest,
  ...conditionMessage,
  ...abort,
  ...suspendAndDrain,
  ...afterBadPromotion,
  ...undoOfTheGood,
  ...promotionFailed,
  ...annotatedRoutes
]
