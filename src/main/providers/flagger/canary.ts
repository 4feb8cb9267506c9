import { arrayAt, at, numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { conditionOf, phaseOf, type CanaryPhase, type PromotedCondition } from './phase.ts'
import { goDurationMs } from '../../lib/go-duration.ts'

/** Kinds of webhooks that Flagger knows (fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go HookType). */
export interface CanaryHook {
  readonly name: string
  /** Empty for none, which Flagger takes for `rollout`. */
  readonly type: string
  readonly url: string
  /** Its place in `spec.analysis.webhooks`. */
  readonly index: number
}

/** How a release is tried on users (fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go DeploymentStrategy). */
export type Strategy = 'weights' | 'abTesting' | 'blueGreen'

/** A Canary as Flagger reads it: defaults filled in, names resolved apart. */
export interface Canary {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly generation: number
  /** What it follows; people edit this workload. */
  readonly target: { readonly kind: string; readonly name: string }
  /** The workload that Flagger makes, and that serves. */
  readonly primary: string
  /** Services, and hosts of routes. */
  readonly services: { readonly apex: string; readonly primary: string; readonly canary: string }
  /** Of the mesh; empty where Flagger's own flag decides. */
  readonly provider: string
  readonly phase: CanaryPhase | null
  /** As it stands in the status; also one that is not known here. */
  readonly phaseText: string
  /**
   * Which of the two it is in the phase Failed. After a failed analysis all traffic is on the primary; after a failed
   * promotion, since 1.44, all of it is on the target, which keeps its pods. Null in other phases.
   * fluxcd/flagger pkg/controller/scheduler.go rollback, handleFailedPromotion
   */
  readonly failed: 'analysis' | 'promotion' | null
  readonly condition: PromotedCondition | null
  readonly failedChecks: number
  readonly iterations: number
  /**
   * Of the status: 0 while it waits for its promotion, although the routes still send traffic to the target
   * (fluxcd/flagger pkg/canary/status.go setStatusPhase). Only the routes say what is so.
   */
  readonly statusWeight: number
  /** Written with every status, ISO; empty before the first. */
  readonly statusWrittenAt: string
  readonly intervalMs: number
  readonly threshold: number
  readonly strategy: Strategy
  /** Percent. */
  readonly maxWeight: number
  readonly stepWeight: number
  readonly stepWeights: readonly number[]
  readonly mirrors: boolean
  readonly sticky: boolean
  readonly suspended: boolean
  /** Of the spec, or because there is no analysis: the next release is promoted without one. */
  readonly skipsAnalysis: boolean
  readonly revertsOnDeletion: boolean
  readonly progressDeadlineMs: number
  /** Names of the ConfigMaps and Secrets whose contents count as a change, such as `configmap/settings`. */
  readonly trackedConfigs: readonly string[]
  readonly hooks: readonly CanaryHook[]
  /** Where the webhooks stand: an old Canary has them in `canaryAnalysis`. */
  readonly analysisField: 'analysis' | 'canaryAnalysis'
  /** What stands in it and is no value of its kind, each with its path; it counts as Flagger's default. */
  readonly problems: readonly string[]
}

const minute = 60_000

/** Reads a Canary. Whatever is missing has Flagger's default; whatever is of another kind is a problem as well. */
export function readCanary(object: KubeObject): Canary {
  const { name, namespace = '', uid, generation = 0 } = object.metadata
  const spec = objectAt(object, 'spec')
  const status = objectAt(object, 'status')
  const analysisField = analysisFieldOf(spec)
  const analysis = objectAt(spec, analysisField)
  const problems: string[] = []
  const number = (from: JsonObject, path: string, ...keys: readonly string[]): number => {
    const value = at(from, ...keys)
    if (value === undefined || value === null) return 0
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
    problems.push(`${path}.${keys.join('.')} is ${JSON.stringify(value)}, and no whole number from 0`)
    return 0
  }
  const percent = (key: string): number => {
    const value = number(analysis, `spec.${analysisField}`, key)
    if (value <= 100) return value
    problems.push(`spec.${analysisField}.${key} is ${value}, and no more than 100 can be routed`)
    return 100
  }
  const target = { kind: stringAt(spec, 'targetRef', 'kind'), name: stringAt(spec, 'targetRef', 'name') }
  if (target.name === '') problems.push('spec.targetRef names nothing')
  const phaseText = stringAt(status, 'phase')
  const phase = phaseOf(phaseText)
  if (phase === null) problems.push(`status.phase is ${JSON.stringify(visibleText(phaseText, 60))}, which is not known`)
  const statusWeight = number(status, 'status', 'canaryWeight')
  return {
    name,
    namespace,
    uid,
    generation,
    target,
    primary: `${target.name}-primary`,
    services: serviceNames(stringAt(spec, 'service', 'name') || target.name),
    provider: stringAt(spec, 'provider'),
    phase,
    phaseText,
    failed: phase === 'Failed' ? (statusWeight > 0 ? 'promotion' : 'analysis') : null,
    condition: conditionOf(status),
    failedChecks: number(status, 'status', 'failedChecks'),
    iterations: numberAt(status, 'iterations') ?? 0,
    statusWeight,
    statusWrittenAt: stringAt(status, 'lastTransitionTime'),
    intervalMs: intervalOf(analysis, `spec.${analysisField}`, problems),
    threshold: Math.max(1, number(analysis, `spec.${analysisField}`, 'threshold')),
    strategy: strategyOf(spec, analysis),
    maxWeight: percent('maxWeight') || 100,
    stepWeight: percent('stepWeight'),
    stepWeights: arrayAt(analysis, 'stepWeights').filter((value) => typeof value === 'number'),
    mirrors: at(analysis, 'mirror') === true,
    sticky: stringAt(analysis, 'sessionAffinity', 'cookieName') !== '',
    suspended: at(spec, 'suspend') === true,
    skipsAnalysis: at(spec, 'skipAnalysis') === true || !Object.hasOwn(spec, analysisField),
    revertsOnDeletion: at(spec, 'revertOnDeletion') === true,
    progressDeadlineMs: (numberAt(spec, 'progressDeadlineSeconds') ?? 600) * 1_000,
    trackedConfigs: Object.keys(objectAt(status, 'trackedConfigs')).toSorted(),
    hooks: hooksOf(analysis),
    analysisField,
    problems
  }
}

/** Names of the Services and hosts (fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go GetServiceNames). */
function serviceNames(apex: string): Canary['services'] {
  return { apex, primary: `${apex}-primary`, canary: `${apex}-canary` }
}

function analysisFieldOf(spec: JsonObject): Canary['analysisField'] {
  return !Object.hasOwn(spec, 'analysis') && Object.hasOwn(spec, 'canaryAnalysis') ? 'canaryAnalysis' : 'analysis'
}

/** At least 10 s; a minute without one, or with one that Go cannot read (canary.go GetAnalysisInterval). */
function intervalOf(analysis: JsonObject, path: string, problems: string[]): number {
  const interval = at(analysis, 'interval')
  if (interval === undefined || interval === '') return minute
  const ms = typeof interval === 'string' ? goDurationMs(interval) : null
  if (ms === null) problems.push(`${path}.interval is ${JSON.stringify(interval)}, and no duration: 1m counts`)
  return ms === null ? minute : Math.max(10_000, ms)
}

/** With the provider `kubernetes` there are no weights, and no matches (scheduler.go advanceCanary). */
function strategyOf(spec: JsonObject, analysis: JsonObject): Strategy {
  if (stringAt(spec, 'provider') === 'kubernetes') return 'blueGreen'
  if ((numberAt(analysis, 'iterations') ?? 0) <= 0) return 'weights'
  return arrayAt(analysis, 'match').length > 0 ? 'abTesting' : 'blueGreen'
}

function hooksOf(analysis: JsonObject): readonly CanaryHook[] {
  return arrayAt(analysis, 'webhooks').map((hook, index) => ({
    name: stringAt(hook, 'name'),
    type: stringAt(hook, 'type'),
    url: stringAt(hook, 'url'),
    index
  }))
}
