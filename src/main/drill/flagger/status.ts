import { timeText } from '../controllers/kube-types.ts'
import { templateHash } from '../controllers/template.ts'
import type { Canary, CanaryCondition, CanaryStatus, Phase } from './canary.ts'
import { analysisOf, statusOf } from './canary.ts'
import { targetConfigs } from './configs.ts'
import { targetDeployment } from './deployments.ts'
import type { Tick } from './tick.ts'

const words: Readonly<Record<string, readonly ['True' | 'False' | 'Unknown', string]>> = {
  Initialized: ['True', '{kind} initialization completed.'],
  Waiting: ['Unknown', 'Waiting for approval.'],
  WaitingPromotion: ['Unknown', 'Waiting for approval.'],
  Progressing: ['Unknown', 'New revision detected, progressing canary analysis.'],
  Promoting: ['Unknown', 'Canary analysis completed, starting primary rolling update.'],
  Finalising: ['Unknown', 'Canary analysis completed, routing all traffic to primary.'],
  Succeeded: ['True', 'Canary analysis completed successfully, promotion finished.'],
  Failed: ['False', 'Canary analysis failed, {kind} scaled to zero.']
}

/** pkg/canary/status.go MakeStatusConditions: undefined when status and reason stay as they are. */
export function newConditions(canary: Canary, phase: Phase, nowMs: number): readonly CanaryCondition[] | undefined {
  const [status, text] = words[phase] ?? ['Unknown' as const, 'New {kind} detected, starting initialization.']
  const known = canary.status?.conditions?.find(({ type }) => type === 'Promoted')
  if (known?.status === status && known.reason === phase) return undefined
  const at = timeText(new Date(nowMs))
  return [
    {
      type: 'Promoted',
      status,
      reason: phase,
      message: text.replace('{kind}', canary.spec.targetRef.kind),
      lastUpdateTime: at,
      lastTransitionTime: known?.status === status ? known.lastTransitionTime : at
    }
  ]
}

function write(tick: Tick, base: Canary, change: Partial<CanaryStatus>): void {
  const lastTransitionTime = timeText(new Date(tick.seen.nowMs))
  tick.updateStatus({ ...base, status: { ...statusOf(base), ...change, lastTransitionTime } })
}

function withConditions(tick: Tick, base: Canary, phase: Phase): Partial<CanaryStatus> {
  const conditions = newConditions(base, phase, tick.seen.nowMs)
  return conditions === undefined ? {} : { conditions }
}

/** pkg/canary/deployment_status.go SyncStatus and status.go syncCanaryStatus: also notes template and configuration. */
export function syncStatus(
  tick: Tick,
  to: { readonly phase: Phase } & Partial<Pick<CanaryStatus, 'canaryWeight' | 'failedChecks' | 'iterations'>>
): void {
  const { base } = tick
  const lastAppliedSpec = templateHash(targetDeployment(tick).spec.template)
  const { phase, canaryWeight = 0, failedChecks = 0, iterations = 0 } = to
  write(tick, base, {
    phase,
    canaryWeight,
    failedChecks,
    iterations,
    lastAppliedSpec,
    ...(phase === 'Initialized' ? { lastPromotedSpec: lastAppliedSpec } : {}),
    trackedConfigs: Object.fromEntries(targetConfigs(tick).map(({ key, checksum }) => [key, checksum])),
    ...withConditions(tick, base, phase)
  })
}

/** status.go setStatusPhase: weight and iterations are kept in three phases only. */
export function setPhase(tick: Tick, phase: Phase): void {
  const { base } = tick
  const keeps = phase === 'Progressing' || phase === 'Waiting' || phase === 'Promoting'
  const iterations = phase === 'WaitingPromotion' ? (analysisOf(base).iterations ?? 0) - 1 : 0
  const { lastAppliedSpec } = statusOf(base)
  const isPromoted = phase === 'Initialized' || phase === 'Succeeded'
  write(tick, base, {
    phase,
    ...(keeps ? {} : { canaryWeight: 0, iterations }),
    ...(isPromoted && lastAppliedSpec !== undefined ? { lastPromotedSpec: lastAppliedSpec } : {}),
    ...withConditions(tick, base, phase)
  })
}

/** status.go setStatusFailedChecks, setStatusWeight, setStatusIterations. */
export function setCount(
  tick: Tick,
  count: Partial<Pick<CanaryStatus, 'failedChecks' | 'canaryWeight' | 'iterations'>>
): void {
  write(tick, tick.base, count)
}
