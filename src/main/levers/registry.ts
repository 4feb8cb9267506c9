import type { Lever, Levers } from '../ports/lever.ts'
import { canaryAbort } from './canary-abort/index.ts'
import { canaryDelete } from './canary-delete/index.ts'
import { canaryRestore } from './canary-restore/index.ts'
import { canaryResume } from './canary-resume/index.ts'
import { canarySuspend } from './canary-suspend/index.ts'
import { canaryVerify } from './canary-verify/index.ts'
import { configRestore } from './config-restore/index.ts'
import { dataFailover } from './data-failover/index.ts'
import { deploymentRollback } from './deployment-rollback/index.ts'
import { gitopsResume } from './gitops-resume/index.ts'
import { gitopsSuspend } from './gitops-suspend/index.ts'
import { groupFailover } from './group-failover/index.ts'
import { heldRollback } from './held-rollback/index.ts'
import { helmRollback } from './helm-rollback/index.ts'
import { manyServices } from './many-services/index.ts'
import { postgresSwitchover } from './postgres-switchover/index.ts'
import { regionFailback } from './region-failback/index.ts'
import { regionFailover } from './region-failover/index.ts'
import { regionRehearsal } from './region-rehearsal/index.ts'
import { rolloutAbort } from './rollout-abort/index.ts'
import { trafficDrain } from './traffic-drain/index.ts'

/** All levers that Backout knows, one line each, in the order in which they are shown. */
export const levers: Levers = byId(
  heldRollback,
  deploymentRollback,
  configRestore,
  manyServices,
  rolloutAbort,
  canaryAbort,
  canaryRestore,
  canaryVerify,
  trafficDrain,
  canarySuspend,
  canaryResume,
  gitopsSuspend,
  gitopsResume,
  helmRollback,
  canaryDelete,
  regionFailover,
  regionFailback,
  regionRehearsal,
  dataFailover,
  groupFailover,
  postgresSwitchover
)

function byId(...all: readonly Lever[]): Levers {
  return new Map(all.map((lever) => [lever.id, lever]))
}
