import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import { concerned, controllerReference } from '../controllers/claim.ts'
import { createControlLoop } from '../controllers/control-loop.ts'
import type { PodTemplate, ReplicaSet } from '../controllers/kube-types.ts'
import { controllerUid, keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import { templateHash } from '../controllers/template.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { withTemplateDefaults } from '../store/defaults.ts'
import { advance } from './advance.ts'
import type { Rollout } from './rollout.ts'
import { rolloutHashLabel, rolloutRevision, rolloutRevisionHistory } from './rollout.ts'

const by: WriteBy = { manager: 'rollouts-controller', controller: true }
const statusBy: WriteBy = { ...by, subresource: 'status' }

/** Runs every Rollout of the cluster, in simulated time (argoproj/argo-rollouts rollout/controller.go). */
export function startRollouts(store: ApiStore, simulation: Simulation, slowBeforeMs = 0): void {
  const ownedBy = (rollout: Rollout): readonly ReplicaSet[] =>
    (store.list(keys.replicaSets, namespaceOf(rollout)) as readonly ReplicaSet[]).filter(
      (one) => controllerUid(one) === rollout.metadata.uid
    )
  const hashOf = ({ metadata }: ReplicaSet): string => metadata.labels?.[rolloutHashLabel] ?? ''

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const rollout = store.get(keys.rollouts, namespace, name) as Rollout | undefined
    if (rollout === undefined || rollout.metadata.deletionTimestamp !== undefined) return
    // The Rollout has no defaults, its ReplicaSets have (argoproj/argo-rollouts utils/replicaset PodTemplateEqualIgnoreHash).
    const hash = templateHash(withTemplateDefaults(rollout.spec.template) as unknown as PodTemplate)
    const revision = numbered(rollout, hash)
    const owned = ownedBy(rollout)
    const sets = owned.map((one) => ({
      hash: hashOf(one),
      wanted: one.spec.replicas,
      ready: one.status?.availableReplicas ?? 0
    }))
    const { status, replicas, againInMs } = advance(rollout, { hash, revision }, sets, simulation.nowMs())
    for (const one of owned) resize(one, replicas.get(hashOf(one)) ?? 0)
    const count = (field: 'replicas' | 'readyReplicas' | 'availableReplicas', of = owned): number =>
      of.reduce((sum, one) => sum + (one.status?.[field] ?? 0), 0)
    const counted = {
      ...status,
      observedGeneration: String(rollout.metadata.generation ?? 0),
      replicas: count('replicas'),
      HPAReplicas: count('replicas'),
      readyReplicas: count('readyReplicas'),
      availableReplicas: count('availableReplicas'),
      updatedReplicas: count(
        'replicas',
        owned.filter((one) => hashOf(one) === hash)
      )
    }
    if (!isDeepStrictEqual(rollout.status, counted))
      store.update(keys.rollouts, { ...rollout, status: counted }, statusBy)
    if (againInMs !== null) loop.addAfter(key, againInMs + 1000)
  }

  /** The number of the present template, which its ReplicaSet gets, anew where it had one before (utils/replicaset, sync.go). */
  const numbered = (rollout: Rollout, hash: string): number => {
    const owned = ownedBy(rollout)
    const numberOf = (one: ReplicaSet): number => Number(one.metadata.annotations?.[rolloutRevision] ?? 0)
    const own = owned.find((one) => hashOf(one) === hash)
    const highest = Math.max(0, ...owned.filter((one) => one !== own).map(numberOf))
    if (own !== undefined && numberOf(own) > highest) return numberOf(own)
    const annotations = { [rolloutRevision]: String(highest + 1) }
    if (own === undefined) store.create(keys.replicaSets, made(rollout, hash, annotations), by)
    else {
      const before = own.metadata.annotations ?? {}
      const had = [before[rolloutRevisionHistory], before[rolloutRevision]].filter((text) => text !== undefined)
      const history = { [rolloutRevisionHistory]: had.join(',') }
      const metadata = { ...own.metadata, annotations: { ...before, ...annotations, ...history } }
      store.update(keys.replicaSets, { ...own, metadata }, by)
    }
    return highest + 1
  }

  const resize = (one: ReplicaSet, wanted: number): void => {
    const current = store.get(keys.replicaSets, namespaceOf(one), nameOf(one)) as ReplicaSet | undefined
    if (current === undefined || current.spec.replicas === wanted) return
    store.update(keys.replicaSets, { ...current, spec: { ...current.spec, replicas: wanted } }, by)
  }

  const loop = createControlLoop(simulation, { ms: 20, slowBeforeMs }, handle)
  store.watch(keys.rollouts, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.replicaSets, (event) => {
    for (const key of concerned(store, { key: keys.rollouts, kind: 'Rollout' }, event)) loop.add(key)
  })
}

function made(rollout: Rollout, hash: string, annotations: Readonly<Record<string, string>>): ReplicaSet {
  const { template, selector } = rollout.spec
  const labels = { ...template.metadata?.labels, [rolloutHashLabel]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${nameOf(rollout)}-${hash}`,
      namespace: namespaceOf(rollout),
      labels,
      annotations,
      ownerReferences: [controllerReference(rollout)]
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [rolloutHashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } }
    }
  }
}
