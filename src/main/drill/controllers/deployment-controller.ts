import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { claim, concerned, ownerName } from './claim.ts'
import type { ControlLoop } from './control-loop.ts'
import { createControlLoop } from './control-loop.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from './kube-types.ts'
import { controllerUid, keys, nameOf, namespaceOf } from './kube-types.ts'
import type { EventRecorder } from './event-recorder.ts'
import {
  calculateStatus,
  conditionOf,
  deadlineAtMs,
  hasProgressDeadline,
  isComplete,
  rolloutStatus,
  withCondition
} from './deployment-status.ts'
import { newReplicaSet } from './new-replica-set.ts'
import { annotations, desiredReplicasOf, newestAnnotations, replicaAnnotations, revisionOf } from './revisions.ts'
import { byAge, fenceposts, newReplicaCount, oldReplicaScalings, proportionalScalings } from './rolling.ts'
import { templateText } from './template.ts'

const spec: WriteBy = { manager: 'kube-controller-manager', controller: true }
const statusWrite: WriteBy = { manager: 'kube-controller-manager', subresource: 'status', controller: true }

const deployments = { key: keys.deployments, kind: 'Deployment' }

/** A Deployment with the ReplicaSets it controls, newest template apart. */
interface View {
  readonly deployment: Deployment
  readonly newest: ReplicaSet | undefined
  readonly old: readonly ReplicaSet[]
}

/** The deployment controller (kubernetes pkg/controller/deployment). Reacts to watches; runs in simulated time. */
export function startDeploymentController(
  store: ApiStore,
  simulation: Simulation,
  events: EventRecorder,
  slowBeforeMs = 0
): void {
  const read = (namespace: string, name: string): View | undefined => {
    const deployment = store.get(keys.deployments, namespace, name) as Deployment | undefined
    if (deployment === undefined) return undefined
    const known = store.list(keys.replicaSets, namespace) as readonly ReplicaSet[]
    const owned = known.filter((replicaSet) => controllerUid(replicaSet) === deployment.metadata.uid)
    const wanted = templateText(deployment.spec.template)
    const newest = owned.toSorted(byAge).find(({ spec: { template } }) => templateText(template) === wanted)
    return { deployment, newest, old: owned.filter((replicaSet) => replicaSet !== newest) }
  }
  const again = ({ deployment }: View): View => read(namespaceOf(deployment), nameOf(deployment)) as View
  const allOf = ({ newest, old }: View): readonly ReplicaSet[] => (newest === undefined ? old : [...old, newest])

  const writeStatus = (deployment: Deployment, status: DeploymentStatus): void => {
    if (isDeepStrictEqual(deployment.status, status)) return
    store.update(keys.deployments, { ...deployment, status }, statusWrite)
  }

  const resize = (deployment: Deployment, replicaSet: ReplicaSet, replicas: number): boolean => {
    const current = store.get(keys.replicaSets, namespaceOf(replicaSet), nameOf(replicaSet)) as ReplicaSet | undefined
    if (current === undefined) return false
    const marks = replicaAnnotations(deployment.spec.replicas, fenceposts(deployment).maxSurge)
    const resized = current.spec.replicas !== replicas
    store.update(
      keys.replicaSets,
      {
        ...current,
        metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, ...marks } },
        spec: { ...current.spec, replicas }
      },
      spec
    )
    if (!resized) return false
    const direction = replicas > current.spec.replicas ? 'up' : 'down'
    events.record(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${nameOf(current)} from ${current.spec.replicas} to ${replicas}`
    )
    return true
  }

  /** deployment_util.go SetDeploymentRevision and the Progressing condition that goes with it. */
  const noteRevision = (deployment: Deployment, revision: string, reason: string, message: string): void => {
    const isNew = reason === 'NewReplicaSetCreated'
    const missing = conditionOf(deployment.status, 'Progressing') === undefined
    const conditions =
      hasProgressDeadline(deployment) && (isNew || missing)
        ? withCondition(
            deployment.status?.conditions ?? [],
            { type: 'Progressing', status: 'True', reason, message },
            simulation.now()
          )
        : deployment.status?.conditions
    store.update(
      keys.deployments,
      {
        ...deployment,
        metadata: {
          ...deployment.metadata,
          annotations: { ...deployment.metadata.annotations, [annotations.revision]: revision }
        },
        status: { ...deployment.status, ...(conditions === undefined ? {} : { conditions }) }
      },
      statusWrite
    )
  }

  const createNewest = ({ deployment, old }: View, revision: number): void => {
    const replicas = newReplicaCount(deployment, old, 0)
    const made = newReplicaSet(deployment, replicas, revision)
    const name = nameOf(made)
    try {
      store.create(keys.replicaSets, made, spec)
    } catch (error) {
      // Its own ReplicaSet of this template was looked for before; this one is somebody else's. Try another name.
      if (error instanceof StatusError && error.status.reason === 'AlreadyExists') {
        const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
        writeStatus(deployment, { ...deployment.status, collisionCount })
      }
      throw error
    }
    if (replicas > 0)
      events.record(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`)
    noteRevision(deployment, String(revision), 'NewReplicaSetCreated', `Created new replica set "${name}"`)
  }

  /** sync.go getAllReplicaSetsAndSyncRevision. */
  const syncRevision = (view: View, createIfMissing: boolean): View => {
    const { deployment, newest, old } = view
    const revision = Math.max(0, ...old.map(revisionOf)) + 1
    if (newest === undefined) {
      if (!createIfMissing) return view
      createNewest(view, revision)
      return again(view)
    }
    const noted = newestAnnotations(deployment, newest, revision)
    const minReadySeconds = deployment.spec.minReadySeconds ?? 0
    const changed = !isDeepStrictEqual(noted, newest.metadata.annotations ?? {})
    if (changed || (newest.spec.minReadySeconds ?? 0) !== minReadySeconds) {
      const next = {
        ...newest,
        metadata: { ...newest.metadata, annotations: noted },
        spec: { ...newest.spec, minReadySeconds }
      }
      store.update(keys.replicaSets, next, spec)
      return syncRevision(again(view), createIfMissing)
    }
    const current = String(revisionOf(newest))
    const missing = hasProgressDeadline(deployment) && conditionOf(deployment.status, 'Progressing') === undefined
    if (deployment.metadata.annotations?.[annotations.revision] === current && !missing) return view
    noteRevision(deployment, current, 'FoundNewReplicaSet', `Found new replica set "${nameOf(newest)}"`)
    return again(view)
  }

  /** sync.go cleanupDeployment: old ReplicaSets beyond revisionHistoryLimit. */
  const cleanUp = ({ deployment, old }: View): void => {
    const limit = deployment.spec.revisionHistoryLimit
    if (limit === undefined) return
    const excess = old.length - limit
    if (excess <= 0) return
    for (const replicaSet of old.toSorted((a, b) => revisionOf(a) - revisionOf(b)).slice(0, excess)) {
      const { status } = replicaSet
      const lagging = (replicaSet.metadata.generation ?? 0) > (status?.observedGeneration ?? 0)
      if ((status?.replicas ?? 0) !== 0 || replicaSet.spec.replicas !== 0 || lagging) continue
      store.delete(keys.replicaSets, namespaceOf(replicaSet), nameOf(replicaSet), { propagationPolicy: 'Background' })
    }
  }

  const syncRollout = (view: View, loop: ControlLoop, key: string): void => {
    const now = again(view)
    const status = rolloutStatus(now.deployment, allOf(now), now.newest, simulation.now())
    writeStatus(now.deployment, status)
    const deadline = deadlineAtMs(now.deployment, status)
    if (deadline !== undefined) loop.addAfter(key, deadline - simulation.nowMs() + 1000)
  }

  /** rolling.go rolloutRolling; returns when something was scaled, as upstream does, and comes back on the next event. */
  const rollingStep = (found: View): View => {
    const view = syncRevision(found, true)
    const { deployment, newest, old } = view
    if (newest !== undefined) {
      const replicas =
        newest.spec.replicas > deployment.spec.replicas
          ? deployment.spec.replicas
          : newReplicaCount(deployment, allOf(view), newest.spec.replicas)
      if (replicas !== newest.spec.replicas && resize(deployment, newest, replicas)) return view
    }
    const shrunk = oldReplicaScalings(deployment, old, newest).map(({ replicaSet, replicas }) =>
      resize(deployment, replicaSet, replicas)
    )
    if (!shrunk.includes(true) && isComplete(deployment, deployment.status ?? {})) cleanUp(view)
    return view
  }

  /** recreate.go rolloutRecreate. */
  const recreateStep = (found: View): View => {
    const view = syncRevision(found, false)
    const shrunk = view.old
      .filter(({ spec: { replicas } }) => replicas > 0)
      .map((replicaSet) => resize(view.deployment, replicaSet, 0))
    if (shrunk.includes(true)) return view
    const oldUids = new Set(view.old.map(({ metadata }) => metadata.uid))
    const running = store.list(keys.pods, namespaceOf(view.deployment)).some((pod) => oldUids.has(controllerUid(pod)))
    if (running) return view
    const ready = syncRevision(view, true)
    if (ready.newest !== undefined && ready.newest.spec.replicas !== ready.deployment.spec.replicas)
      resize(ready.deployment, ready.newest, ready.deployment.spec.replicas)
    if (isComplete(ready.deployment, ready.deployment.status ?? {})) cleanUp(ready)
    return ready
  }

  /** sync.go scale. */
  const scaleAll = ({ deployment, newest, old }: View): void => {
    const all = newest === undefined ? old : [...old, newest]
    const active = all.filter(({ spec: { replicas } }) => replicas > 0)
    const latest = newest ?? old.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]
    const single = active.length === 0 ? latest : active.length === 1 ? active[0] : undefined
    if (single !== undefined) {
      resize(deployment, single, deployment.spec.replicas)
      return
    }
    const saturated =
      newest !== undefined &&
      newest.spec.replicas === deployment.spec.replicas &&
      (newest.status?.availableReplicas ?? 0) === deployment.spec.replicas &&
      desiredReplicasOf(newest) === deployment.spec.replicas
    if (saturated)
      for (const replicaSet of old.filter(({ spec: { replicas } }) => replicas > 0)) resize(deployment, replicaSet, 0)
    else if (deployment.spec.strategy.type === 'RollingUpdate')
      for (const { replicaSet, replicas } of proportionalScalings(deployment, active))
        resize(deployment, replicaSet, replicas)
  }

  /** progress.go and sync.go checkPausedConditions: tells waiting clients why nothing progresses. */
  const notePause = (view: View): View => {
    const { deployment } = view
    if (!hasProgressDeadline(deployment)) return view
    const condition = conditionOf(deployment.status, 'Progressing')
    if (condition?.reason === 'ProgressDeadlineExceeded') return view
    const isNoted = condition?.reason === 'DeploymentPaused'
    const isPaused = deployment.spec.paused === true
    if (isNoted === isPaused) return view
    const next = isPaused
      ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
      : { reason: 'DeploymentResumed', message: 'Deployment is resumed' }
    const conditions = withCondition(
      deployment.status?.conditions ?? [],
      { type: 'Progressing', status: 'Unknown', ...next },
      simulation.now()
    )
    writeStatus(deployment, { ...deployment.status, conditions })
    return again(view)
  }

  const syncStatusOnly = (view: View): void => {
    const now = again(view)
    writeStatus(now.deployment, calculateStatus(now.deployment, allOf(now), now.newest, simulation.now()))
  }

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const deployment = store.get(keys.deployments, namespace, name) as Deployment | undefined
    if (deployment !== undefined) claim(store, keys.replicaSets, deployment, store.list(keys.replicaSets, namespace))
    const found = read(namespace, name)
    if (found === undefined) return
    if (found.deployment.metadata.deletionTimestamp !== undefined) return syncStatusOnly(found)
    const view = notePause(found)
    const { replicas, paused, strategy } = view.deployment.spec
    const isScaling = allOf(view).some(
      (replicaSet) => replicaSet.spec.replicas > 0 && (desiredReplicasOf(replicaSet) ?? replicas) !== replicas
    )
    if (paused === true || isScaling) {
      const synced = syncRevision(view, false)
      scaleAll(synced)
      if (paused === true) cleanUp(synced)
      return syncStatusOnly(synced)
    }
    const stepped = strategy.type === 'Recreate' ? recreateStep(view) : rollingStep(view)
    syncRollout(stepped, loop, key)
  }

  const loop = createControlLoop(simulation, { ms: 15, slowBeforeMs }, handle)
  store.watch(keys.deployments, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.replicaSets, (event) => {
    for (const key of concerned(store, deployments, event)) loop.add(key)
  })
  // Recreate waits for the last old pod to go (deployment_controller.go deletePod).
  store.watch(keys.pods, ({ type, object }) => {
    if (type !== 'DELETED') return
    const owner = ownerName(object, 'ReplicaSet')
    const replicaSet =
      owner === undefined
        ? undefined
        : store.get(keys.replicaSets, namespaceOf(object), owner.slice(owner.indexOf('/') + 1))
    const key = replicaSet === undefined ? undefined : ownerName(replicaSet, 'Deployment')
    if (key !== undefined) loop.add(key)
  })
}
