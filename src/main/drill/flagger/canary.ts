import type { KubeObject } from '../store/api-store.ts'

/** fluxcd/flagger pkg/apis/flagger/v1beta1/status.go CanaryPhase. */
export type Phase =
  | ''
  | 'Initializing'
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed'
  | 'Terminating'
  | 'Terminated'

/** pkg/apis/flagger/v1beta1/canary.go HookType. */
export type HookType =
  | ''
  | 'rollout'
  | 'pre-rollout'
  | 'post-rollout'
  | 'confirm-rollout'
  | 'confirm-traffic-increase'
  | 'confirm-promotion'
  | 'rollback'
  | 'event'

export interface Webhook {
  readonly name: string
  readonly type?: HookType
  readonly url: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface Metric {
  readonly name: string
  readonly interval?: string
  readonly threshold?: number
  readonly thresholdRange?: { readonly min?: number; readonly max?: number }
  readonly query?: string
  readonly templateRef?: { readonly name: string; readonly namespace?: string }
}

export interface SessionAffinity {
  readonly cookieName?: string
  readonly primaryCookieName?: string
  readonly maxAge?: number
  readonly [field: string]: unknown
}

export interface Analysis {
  readonly interval?: string
  readonly threshold?: number
  readonly iterations?: number
  readonly maxWeight?: number
  readonly stepWeight?: number
  readonly stepWeights?: readonly number[]
  readonly stepWeightPromotion?: number
  readonly primaryReadyThreshold?: number
  readonly canaryReadyThreshold?: number
  readonly mirror?: boolean
  readonly mirrorWeight?: number
  readonly match?: readonly HttpMatch[]
  readonly metrics?: readonly Metric[]
  readonly webhooks?: readonly Webhook[]
  readonly sessionAffinity?: SessionAffinity
}

/** Istio's HTTPMatchRequest, as far as anything looks into it. */
export interface HttpMatch {
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly sourceLabels?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** Labels and annotations for what Flagger makes. */
interface CustomMetadata {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

export interface CanaryService {
  readonly name?: string
  readonly port: number
  readonly portName?: string
  readonly targetPort?: number | string
  readonly portDiscovery?: boolean
  readonly appProtocol?: string
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
  readonly delegation?: boolean
  readonly match?: readonly HttpMatch[]
  readonly trafficPolicy?: object
  readonly apex?: CustomMetadata
  readonly primary?: CustomMetadata
  readonly canary?: CustomMetadata
  readonly [field: string]: unknown
}

export interface CanarySpec {
  readonly targetRef: { readonly kind: string; readonly name: string; readonly apiVersion?: string }
  readonly autoscalerRef?: { readonly kind: string; readonly name: string }
  readonly progressDeadlineSeconds?: number
  readonly provider?: string
  readonly suspend?: boolean
  readonly skipAnalysis?: boolean
  readonly revertOnDeletion?: boolean
  readonly service: CanaryService
  readonly analysis?: Analysis
}

export interface CanaryCondition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly lastUpdateTime: string
  readonly lastTransitionTime: string
}

export interface CanaryStatus {
  readonly phase: Phase
  readonly failedChecks: number
  readonly canaryWeight: number
  readonly iterations: number
  readonly trackedConfigs?: Readonly<Record<string, string>>
  readonly lastAppliedSpec?: string
  readonly lastPromotedSpec?: string
  readonly lastTransitionTime?: string
  readonly conditions?: readonly CanaryCondition[]
  readonly sessionAffinityCookie?: string
  readonly previousSessionAffinityCookie?: string
  readonly primarySessionAffinityCookie?: string
}

/** flagger.app/v1beta1 Canary. */
export interface Canary extends KubeObject {
  readonly spec: CanarySpec
  readonly status?: Partial<CanaryStatus>
}

/** Everything of a weight that is split, percent (scheduler.go totalWeight). */
export const totalWeight = 100

/** A status with Go's zero values where there is none yet. */
export function statusOf({ status }: Canary): CanaryStatus {
  return { phase: '', failedChecks: 0, canaryWeight: 0, iterations: 0, ...status }
}

export function analysisOf({ spec }: Canary): Analysis {
  return spec.analysis ?? {}
}

/** canary.go GetServiceNames. */
export interface ServiceNames {
  readonly apex: string
  readonly primary: string
  readonly canary: string
}

export function serviceNames({ spec }: Canary): ServiceNames {
  const apex = (spec.service.name ?? '') === '' ? spec.targetRef.name : String(spec.service.name)
  return { apex, primary: `${apex}-primary`, canary: `${apex}-canary` }
}

/** The Deployment that people edit. */
export function targetName({ spec }: Canary): string {
  return spec.targetRef.name
}

/** The Deployment that Flagger makes and that serves. */
export function primaryName(canary: Canary): string {
  return `${targetName(canary)}-primary`
}

/** canary.go SkipAnalysis: also without any analysis. */
export function skipsAnalysis({ spec }: Canary): boolean {
  return spec.analysis === undefined || spec.skipAnalysis === true
}

/** canary.go GetAnalysisThreshold. */
export function thresholdOf(canary: Canary): number {
  const { threshold = 0 } = analysisOf(canary)
  return threshold > 0 ? threshold : 1
}

/** canary.go DeploymentStrategy. */
export function strategyOf(canary: Canary): 'ab' | 'blueGreen' | 'canary' {
  const { match = [], iterations = 0 } = analysisOf(canary)
  if (iterations === 0) return 'canary'
  return match.length > 0 ? 'ab' : 'blueGreen'
}

/** canary.go GetAnalysisInterval, milliseconds: 60 s unless it says otherwise, and never less than 10 s. */
export function intervalMs(canary: Canary): number {
  const ms = durationMs(analysisOf(canary).interval ?? '')
  return ms === undefined ? 60_000 : Math.max(10_000, ms)
}

/** Go's time.ParseDuration for hours, minutes, seconds and milliseconds; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, number = '', unit = '']) => sum + Number(number) * (units[unit] ?? 0),
    0
  )
}
