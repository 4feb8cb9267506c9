import type { Deployment, PodSpec, PodTemplate } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { listOf, objectOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/api-store.ts'
import { primaryName, skipsAnalysis, statusOf } from './canary.ts'
import type { ConfigRef } from './configs.ts'
import { copyConfigs, targetConfigs, withPrimaryConfigs } from './configs.ts'
import type { NotReady } from './deployments.ts'
import { primaryDeployment, primaryNotReady, selectorLabel, targetDeployment } from './deployments.ts'
import type { Tick } from './tick.ts'
import { ownedBy } from './tick.ts'

type Texts = Readonly<Record<string, string>>

/** pkg/canary/util.go filterMetadata: what would make Flux take it for its own. */
function withoutFlux(texts: Texts = {}): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !name.includes('toolkit.fluxcd.io')))
}

/** Selectors that tell pods of the target apart name the primary's (appendPrimarySuffixToValuesIfNeeded). */
function withPrimarySelectors(spec: PodSpec, target: string): PodSpec {
  const labels = new Set(['app', 'name', 'app.kubernetes.io/name'])
  const inSelector = (selector: unknown): object => {
    const fields = objectOf(selector)
    const matchLabels = Object.entries(objectOf(fields['matchLabels'])).map(([name, value]) => [
      name,
      labels.has(name) && value === target ? `${target}-primary` : value
    ])
    const matchExpressions = listOf(fields['matchExpressions']).map((one) => {
      const own = objectOf(one)
      if (!labels.has(String(own['key']))) return own
      return { ...own, values: listOf(own['values']).map((value) => (value === target ? `${target}-primary` : value)) }
    })
    return {
      ...fields,
      ...(fields['matchLabels'] === undefined ? {} : { matchLabels: Object.fromEntries(matchLabels) }),
      ...(fields['matchExpressions'] === undefined ? {} : { matchExpressions })
    }
  }
  const inTerm = (term: unknown): object => {
    const own = objectOf(term)
    return own['labelSelector'] === undefined ? own : { ...own, labelSelector: inSelector(own['labelSelector']) }
  }
  const spread = spec['topologySpreadConstraints']
  const affinity = objectOf(spec['affinity'])
  const anti = objectOf(affinity['podAntiAffinity'])
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const podAntiAffinity = {
    ...anti,
    ...(anti[preferred] === undefined
      ? {}
      : {
          [preferred]: listOf(anti[preferred]).map((one) => {
            const own = objectOf(one)
            return { ...own, podAffinityTerm: inTerm(own['podAffinityTerm']) }
          })
        }),
    ...(anti[required] === undefined ? {} : { [required]: listOf(anti[required]).map(inTerm) })
  }
  return {
    ...spec,
    ...(spread === undefined ? {} : { topologySpreadConstraints: listOf(spread).map(inTerm) }),
    ...(affinity['podAntiAffinity'] === undefined ? {} : { affinity: { ...affinity, podAntiAffinity } })
  }
}

function primaryTemplate(tick: Tick, target: Deployment, refs: readonly ConfigRef[]): PodTemplate {
  const { label, value } = selectorLabel(tick)
  const { metadata = {}, spec } = target.spec.template
  return {
    metadata: {
      labels: { ...withoutFlux(metadata.labels), [label]: `${value}-primary` },
      annotations: { ...withoutFlux(metadata.annotations), 'flagger-id': tick.seen.id('flagger-id') }
    },
    spec: withPrimarySelectors(withPrimaryConfigs(spec, refs), target.metadata.name ?? '')
  }
}

/** What of the target's spec the primary takes over besides the template. */
function taken({ spec }: Deployment): object {
  const { progressDeadlineSeconds, minReadySeconds, revisionHistoryLimit, strategy } = spec
  return {
    strategy,
    ...(progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds }),
    ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    ...(revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit })
  }
}

/**
 * pkg/canary/deployment_controller.go Initialize, createPrimaryDeployment: makes the primary from whatever template the
 * target has now; says why a new Canary's primary is not ready.
 */
export function initializePrimary(tick: Tick): NotReady | null {
  const target = targetDeployment(tick)
  const { label, value } = selectorLabel(tick)
  const name = primaryName(tick.canary)
  if (tick.get(keys.deployments, name) === undefined) {
    const refs = targetConfigs(tick)
    copyConfigs(tick, refs)
    tick.create(keys.deployments, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name,
        namespace: tick.namespace,
        labels: { [label]: `${value}-primary` },
        annotations: withoutFlux(target.metadata.annotations),
        ownerReferences: [ownedBy(tick.canary)]
      },
      spec: {
        ...taken(target),
        replicas: Math.max(1, target.spec.replicas),
        selector: { matchLabels: { [label]: `${value}-primary` } },
        template: primaryTemplate(tick, target, refs)
      }
    } as KubeObject)
  }
  const { phase } = statusOf(tick.canary)
  const isNew = phase === '' || phase === 'Initializing'
  return isNew && !skipsAnalysis(tick.canary) ? primaryNotReady(tick) : null
}

/** pkg/canary/deployment_controller.go Promote: template, strategy and configuration of the target become the primary's. */
export function promote(tick: Tick): void {
  const target = targetDeployment(tick)
  const { label, value } = selectorLabel(tick)
  const primary = primaryDeployment(tick)
  const refs = targetConfigs(tick)
  copyConfigs(tick, refs)
  const replicas = tick.canary.spec.autoscalerRef === undefined ? target.spec.replicas : primary.spec.replicas
  const { annotations: _gone, ...metadata } = primary.metadata
  tick.update(keys.deployments, {
    ...primary,
    metadata: { ...metadata, labels: { [label]: `${value}-primary` }, annotations: {} },
    spec: { ...primary.spec, ...taken(target), replicas, template: primaryTemplate(tick, target, refs) }
  })
}
