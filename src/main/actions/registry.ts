import type { Action, Actions } from '../ports/action.ts'
import { deleteCanary } from './canary-delete/index.ts'
import { canaryFailedChecks } from './canary-failed-checks/index.ts'
import { canaryHook } from './canary-hook/index.ts'
import { suspendCanary } from './canary-suspend/index.ts'
import { configData } from './config-data/index.ts'
import { deploymentUndo } from './deployment-undo/index.ts'
import { failoverGroup } from './failover-group/index.ts'
import { holdReconciler } from './gitops-suspend/index.ts'
import { deletePod } from './pod-delete/index.ts'
import { postgresReplica } from './postgres-replica/index.ts'
import { abortRollout } from './rollout-abort/index.ts'
import { routeWeights } from './route-weights/index.ts'
import { trafficManagerEndpoint } from './traffic-manager-endpoint/index.ts'
import { writeRegion } from './write-region/index.ts'
import { restartWorkload } from './workload-restart/index.ts'

/** All mutations that Backout knows, one line each. */
export const actions: Actions = byId(
  deploymentUndo,
  suspendCanary,
  canaryFailedChecks,
  canaryHook,
  deleteCanary,
  routeWeights,
  holdReconciler,
  configData,
  restartWorkload,
  deletePod,
  abortRollout,
  trafficManagerEndpoint,
  writeRegion,
  failoverGroup,
  postgresReplica
)

function byId(...all: readonly Action[]): Actions {
  return new Map(all.map((action) => [action.id, action]))
}
