import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Observed } from '../../../../contract/index.ts'
import { objectAt, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { PlanTools, PlanResult, ReadyPlan, World } from '../../../ports/lever.ts'
import { withoutHash } from '../../../providers/kubernetes/pod-template.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { canaryWorld } from '../../canary-frame/testing/canary-stage.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverStage } from '../../testing/lever-kit.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'
import { rolloutAbort } from '../index.ts'

const namespace = 'shop'
const name = 'cart'
const hashLabel = 'rollouts-pod-template-hash'
const replicas = 2
export const rolloutPath = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/${name}`

const template = (image: string): object => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name, image }] }
})

/** A Rollout whose revision 2 is on trial, as its controller leaves it. */
export function rolloutOnTrial(status: object = {}): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, namespace, uid: 'uid-cart', generation: 4 },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: template('cart:2'),
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } }
    },
    status: {
      currentPodHash: 'two',
      stableRS: 'one',
      phase: 'Paused',
      message: 'CanaryPauseStep',
      currentStepIndex: 1,
      observedGeneration: '4',
      ...status
    }
  }
}

/** Both of its revisions, named after the hash of their template. */
export function replicaSets(): readonly KubeObject[] {
  return ['one', 'two'].map((hash, index) => {
    const made = template(`cart:${index + 1}`) as { readonly spec: object }
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        uid: `uid-${hash}`,
        labels: { app: name, [hashLabel]: hash },
        annotations: { 'rollout.argoproj.io/revision': String(index + 1) },
        ownerReferences: [
          { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name, uid: 'uid-cart', controller: true }
        ]
      },
      spec: { template: { ...made, metadata: { labels: { app: name, [hashLabel]: hash } } } }
    }
  })
}

const value = (items: readonly KubeObject[]): Observed<readonly KubeObject[]> => ({
  state: 'value',
  value: items,
  observedAt: ''
})

/** As the lever sees it. */
export function rolloutWorld(rollout: KubeObject, sets = replicaSets(), kustomization?: KubeObject): World {
  const world = canaryWorld({ seen: {} })
  const objects = new Map([
    ['rollouts', value([rollout])],
    ['rollout', value([rollout])],
    ...(kustomization ? [['gitops.Kustomization gitops/apps', value([kustomization])] as const] : []),
    ['replicasets', value(sets)]
  ])
  return { ...world, ref: { namespace, name, kind: 'Rollout' }, objects }
}

export interface RolloutStage extends LeverStage {
  readonly api: MemoryApi
  readonly tools: PlanTools
  readonly result: () => Promise<PlanResult>
  readonly plan: () => Promise<ReadyPlan>
}

/** The Rollout behind an API server, with what its controller does; the test's end takes both away. */
export async function rolloutStage(rollout = rolloutOnTrial(), kustomization?: KubeObject): Promise<RolloutStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  api.put(rolloutPath, rollout)
  if (kustomization)
    api.put('/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/gitops/kustomizations/apps', kustomization)
  api.serves(`/apis/apps/v1/namespaces/${namespace}/replicasets`)
  api.serves(`/api/v1/namespaces/${namespace}/pods`)
  for (const set of replicaSets())
    api.put(`/apis/apps/v1/namespaces/${namespace}/replicasets/${set.metadata.name}`, set)
  for (const index of [1, 2]) api.put(`/api/v1/namespaces/${namespace}/pods/${name}-${index}`, stablePod(index))
  const controller = setInterval(() => control(api), 10)
  onTestFinished(() => clearInterval(controller))
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const tools: PlanTools = {
    ...place,
    world: rolloutWorld(rollout, replicaSets(), kustomization),
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  }
  const result = () => rolloutAbort.plan({ choice: null, continues: null, why: '' }, tools)
  return {
    api,
    tools,
    place,
    result,
    plan: () => planned(result(), place.identity),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => patchesSent(api.server)
  }
}

/** One look of the controller: an abort is taken up, and the stable template is healthy at once. */
function control(api: MemoryApi): void {
  const rollout = api.at(rolloutPath)
  if (rollout === undefined) return
  const status = objectAt(rollout, 'status')
  const image = JSON.stringify(withoutHash(objectAt(rollout, 'spec', 'template')))
  if (image.includes('cart:1') && status['currentPodHash'] !== 'one') {
    const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas }
    const next = { currentPodHash: 'one', stableRS: 'one', phase: 'Healthy', observedGeneration: '9', ...counts }
    api.put(rolloutPath, { ...rollout, status: next })
  } else if (status['abort'] === true && stringAt(status, 'phase') !== 'Degraded') {
    const message = 'RolloutAborted: Rollout aborted update to revision 2'
    api.put(rolloutPath, { ...rollout, status: { ...status, phase: 'Degraded', message } })
  }
}

function stablePod(index: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${index}`,
      namespace,
      uid: `uid-pod-${index}`,
      labels: { app: name, [hashLabel]: 'one' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-one`, uid: 'uid-one', controller: true }
      ]
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  }
}
