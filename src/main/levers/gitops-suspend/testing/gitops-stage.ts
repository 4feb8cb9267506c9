import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import type { Choice } from '../../../../contract/index.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { Lever, PlanResult, ReadyPlan, World } from '../../../ports/lever.ts'
import { kubePath } from '../../../providers/kubernetes/kube-path.ts'
import { reconcilerKinds, type ReconcilerKind } from '../../../providers/kubernetes/gitops/reconcilers.ts'
import { startMemoryApi, type MemoryApi } from '../../../testing/memory-api.ts'
import { canaryWorld } from '../../canary-frame/testing/canary-stage.ts'
import { fastClock, placeOf } from '../../deployment-rollback/testing/stage.ts'
import type { LeverKit, LeverStage } from '../../testing/lever-kit.ts'
import { patchesSent } from '../../testing/patches-sent.ts'
import { planned } from '../../testing/planned.ts'

/** What puts the Deployment `shop/cart` back, and how it stands. */
export interface GitopsShape {
  readonly kind: ReconcilerKind
  readonly spec: object
  readonly metadata?: object
  readonly status?: object
}

export const flux: GitopsShape = { kind: 'Kustomization', spec: { interval: '10m' } }
export const argo: GitopsShape = {
  kind: 'Application',
  spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } }
}

const place = 'gitops'
const name = 'apps'

/** With the mark that the reconciler of a kind leaves. */
export function markedDeployment(kind: ReconcilerKind | null): KubeObject {
  const marks = {
    Application: { annotations: { 'argocd.argoproj.io/tracking-id': `${place}_${name}:apps/Deployment:shop/cart` } },
    Kustomization: {
      labels: { 'kustomize.toolkit.fluxcd.io/name': name, 'kustomize.toolkit.fluxcd.io/namespace': place }
    },
    HelmRelease: { labels: { 'helm.toolkit.fluxcd.io/name': name, 'helm.toolkit.fluxcd.io/namespace': place } }
  }
  const metadata = { name: 'cart', namespace: 'shop', uid: 'uid-cart', ...(kind ? marks[kind] : {}) }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: {}, status: {} }
}

/** What puts it back, as it is stored. */
export function reconcilerObject({ kind, spec, metadata = {}, status = {} }: GitopsShape): KubeObject {
  const { group, version } = reconcilerKinds[kind]
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name, namespace: place, uid: 'uid-apps', ...metadata },
    spec,
    status
  }
}

/** As levers see it. */
export function gitopsWorld(kind: ReconcilerKind | null): World {
  return canaryWorld({ seen: { deployments: [markedDeployment(kind)] } })
}

export interface GitopsStage extends LeverStage {
  readonly api: MemoryApi
  readonly path: string
  readonly result: (choice?: Choice | null) => Promise<PlanResult>
  readonly plan: () => Promise<ReadyPlan>
}

/** A reconciler behind an API server, and the plans of a lever for it; the test's end takes it away. */
export async function gitopsStage(
  lever: Lever,
  shape: GitopsShape,
  choice: Choice | null = null
): Promise<GitopsStage> {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const { kind } = shape
  const { group, version, resource } = reconcilerKinds[kind]
  const path = kubePath({ group, version, resource, namespace: place, name })
  api.put(path, reconcilerObject(shape))
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const at = placeOf(connection, clock)
  const tools = {
    ...at,
    world: gitopsWorld(kind),
    newId: randomUUID,
    standingsOf: async () => [],
    abort: new AbortController().signal
  }
  const result = (chosen: Choice | null = choice) => lever.plan({ choice: chosen, continues: null, why: '' }, tools)
  return {
    api,
    path,
    place: at,
    result,
    plan: () => planned(result(), at.identity),
    effects: () => api.effects.map(({ attemptId }) => attemptId),
    sent: () => patchesSent(api.server)
  }
}

/** All that an executor needs for such a lever. */
export function gitopsKit(lever: Lever, stage: () => Promise<LeverStage>): LeverKit {
  return {
    levers: new Map([[lever.id, lever]]),
    actions,
    gates: createGates(targetChecks),
    keepers,
    stage
  }
}
