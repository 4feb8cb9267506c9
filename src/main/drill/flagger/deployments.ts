import type { Deployment } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { templateHash } from '../controllers/template.ts'
import { analysisOf, primaryName, statusOf, targetName } from './canary.ts'
import type { Tick } from './tick.ts'
import { named, TickError } from './tick.ts'

/** The labels that may tell target and primary apart, in this order (cmd/flagger/main.go -selector-labels). */
const selectorLabels = ['app', 'name', 'app.kubernetes.io/name']

/** @throws TickError when there is none */
function deployment(tick: Tick, name: string): Deployment {
  const found = tick.get(keys.deployments, name) as Deployment | undefined
  if (found === undefined)
    throw new TickError(`deployment ${named(tick, name)} get query error: deployments.apps "${name}" not found`)
  return found
}

/** The Deployment that the Canary refers to. @throws TickError when there is none */
export function targetDeployment(tick: Tick): Deployment {
  return deployment(tick, targetName(tick.canary))
}

/** @throws TickError when there is none */
export function primaryDeployment(tick: Tick): Deployment {
  return deployment(tick, primaryName(tick.canary))
}

/** pkg/canary/deployment_controller.go getSelectorLabel. @throws TickError when the target has none of them */
export function selectorLabel(tick: Tick): { readonly label: string; readonly value: string } {
  const target = targetDeployment(tick)
  const own = target.spec.selector.matchLabels ?? {}
  const label = selectorLabels.find((name) => own[name] !== undefined)
  if (label === undefined)
    throw new TickError(
      `getSelectorLabel failed: deployment ${named(tick, targetName(tick.canary))} spec.selector.matchLabels must contain one of [${selectorLabels.join(' ')}]`
    )
  return { label, value: own[label] ?? '' }
}

/** pkg/canary/spec.go hasSpecChanged: going back to the promoted template is no change. */
export function hasTargetChanged(tick: Tick): boolean {
  const { lastAppliedSpec = '', lastPromotedSpec } = statusOf(tick.canary)
  if (lastAppliedSpec === '') return true
  const hash = templateHash(targetDeployment(tick).spec.template)
  return lastPromotedSpec !== hash && lastAppliedSpec !== hash
}

/** Why a Deployment is not ready, and whether waiting may help. */
export interface NotReady {
  readonly reason: string
  readonly retriable: boolean
}

/** pkg/canary/deployment_ready.go isDeploymentReady. */
export function notReady(
  found: Deployment,
  nowMs: number,
  deadlineSeconds: number,
  threshold: number
): NotReady | null {
  const { metadata, spec, status = {} } = found
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return {
      reason: 'waiting for rollout to finish: observed deployment generation less than desired generation',
      retriable: true
    }
  const conditions = status.conditions ?? []
  const progressing = conditions.find(({ type }) => type === 'Progressing')
  const available = conditions.find(({ type }) => type === 'Available')
  const isUnavailable = available?.status === 'False' && available.reason === 'MinimumReplicasUnavailable'
  const sinceMs = Date.parse(available?.lastUpdateTime ?? '')
  const retriable = !(progressing !== undefined && isUnavailable && sinceMs + deadlineSeconds * 1000 < nowMs)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const wanted = Math.trunc(updatedReplicas * (threshold / 100))
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return { reason: `deployment "${metadata.name}" exceeded its progress deadline`, retriable: false }
  const waiting = 'waiting for rollout to finish:'
  if (updatedReplicas < spec.replicas)
    return {
      reason: `${waiting} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated`,
      retriable
    }
  if (replicas > updatedReplicas)
    return { reason: `${waiting} ${replicas - updatedReplicas} old replicas are pending termination`, retriable }
  if (availableReplicas < wanted)
    return {
      reason: `${waiting} ${availableReplicas} of ${wanted} (readyThreshold ${threshold}%) updated replicas are available`,
      retriable
    }
  return null
}

function check(tick: Tick, found: Deployment, threshold: number | undefined): NotReady | null {
  return notReady(found, tick.seen.nowMs, tick.canary.spec.progressDeadlineSeconds ?? 600, threshold ?? 100)
}

/** pkg/canary/deployment_ready.go IsPrimaryReady. */
export function primaryNotReady(tick: Tick): NotReady | null {
  const why = check(tick, primaryDeployment(tick), analysisOf(tick.canary).primaryReadyThreshold)
  return why && { ...why, reason: `${named(tick, primaryName(tick.canary))} not ready: ${why.reason}` }
}

/** pkg/canary/deployment_ready.go IsCanaryReady. */
export function canaryNotReady(tick: Tick): NotReady | null {
  const why = check(tick, targetDeployment(tick), analysisOf(tick.canary).canaryReadyThreshold)
  const whose = `canary deployment ${named(tick, targetName(tick.canary))}`
  return why && { ...why, reason: `${whose} not ready: ${why.reason}` }
}

/** pkg/canary/deployment_controller.go ScaleToZero. */
export function scaleTarget(tick: Tick, replicas: number): void {
  const target = targetDeployment(tick)
  tick.update(keys.deployments, { ...target, spec: { ...target.spec, replicas } })
}

/**
 * pkg/canary/deployment_controller.go ScaleFromZero: as many as it has, else as the primary has; one where an autoscaler takes
 * over, of which the drill has none.
 */
export function scaleTargetUp(tick: Tick): void {
  const own = targetDeployment(tick).spec.replicas
  if (own > 0) return scaleTarget(tick, own)
  const isScaled = tick.canary.spec.autoscalerRef !== undefined
  scaleTarget(tick, isScaled ? 1 : Math.max(1, primaryDeployment(tick).spec.replicas))
}
