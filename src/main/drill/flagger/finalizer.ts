import type { Service } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import { objectOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import type { Canary } from './canary.ts'
import { primaryName, serviceNames, statusOf } from './canary.ts'
import type { FlaggerPorts } from './ports.ts'
import { canaryNotReady, primaryDeployment, scaleTarget, selectorLabel } from './deployments.ts'
import { setPhase } from './status.ts'
import { Tick, TickError } from './tick.ts'

const finalizer = 'finalizer.flagger.app'
const write = { manager: 'flagger', controller: true } as const

/** How long it waits for the target's pods between looks, milliseconds; an error comes back with the next resync. */
const waitsMs = [0, 3000, 6000, 12_000]
const resyncMs = 30_000

/**
 * What happens to a Canary with `revertOnDeletion`: a finalizer holds it until the target has its replicas back and the
 * Service leads to it again (fluxcd/flagger pkg/controller/finalizer.go, controller.go syncHandler).
 */
export function startFinalizer(ports: FlaggerPorts): void {
  const { store, simulation, events } = ports

  const read = (namespace: string, name: string): Canary | undefined =>
    store.get(keys.canaries, namespace, name) as Canary | undefined
  const holds = ({ metadata }: KubeObject): boolean => metadata.finalizers?.includes(finalizer) === true

  const put = (canary: Canary, finalizers: readonly string[]): void => {
    const { finalizers: _before, ...metadata } = canary.metadata
    store.update(
      keys.canaries,
      { ...canary, metadata: { ...metadata, ...(finalizers.length > 0 ? { finalizers } : {}) } },
      write
    )
  }

  const tickOf = (canary: Canary): Tick =>
    new Tick({
      canary,
      get: (key, name) => store.get(key, namespaceOf(canary), name),
      nowMs: simulation.nowMs(),
      ask: () => undefined,
      measure: () => ({ kind: 'none' }),
      id: () => ''
    })
  const carryOut = (tick: Tick): void => {
    for (const act of tick.acts)
      if (act.does === 'write') {
        const { write: one } = act
        if (one.kind === 'status') store.update(keys.canaries, one.object, { ...write, subresource: 'status' })
        else store.update(one.key, one.object, write)
      }
  }

  const isReady = (canary: Canary): boolean => canaryNotReady(tickOf(canary)) === null

  /** pkg/router/kubernetes_default.go and istio.go Finalize: what was there before is put back. */
  const revertRoutes = (canary: Canary): void => {
    const namespace = namespaceOf(canary)
    const { apex } = serviceNames(canary)
    const service = store.get(keys.services, namespace, apex) as Service | undefined
    const isOwned = service?.metadata.ownerReferences?.some(({ kind }) => kind === 'Canary') === true
    if (service !== undefined && !isOwned) {
      const { label, value } = selectorLabel(tickOf(canary))
      store.update(keys.services, { ...service, spec: { ...service.spec, selector: { [label]: value } } }, write)
    }
    const routes = store.get(keys.virtualServices, namespace, apex)
    const marks = routes?.metadata.annotations ?? {}
    const applied = marks['kubectl.kubernetes.io/last-applied-configuration']
    const original = marks['flagger.kubernetes.io/original-configuration']
    if (routes === undefined || (applied === undefined && original === undefined)) return
    const spec = applied === undefined ? JSON.parse(original ?? '{}') : objectOf(JSON.parse(applied))['spec']
    store.update(keys.virtualServices, { ...routes, spec }, write)
  }

  const finalize = (namespace: string, name: string, look: number): void => {
    const canary = read(namespace, name)
    if (canary === undefined || !holds(canary) || canary.metadata.deletionTimestamp === undefined) return
    if (!ports.isAlive()) {
      simulation.after(resyncMs, () => finalize(namespace, name, 0))
      return
    }
    const tick = tickOf(canary)
    if (statusOf(canary).phase !== 'Terminating') {
      setPhase(tick, 'Terminating')
      events.record(canary, 'Normal', 'Synced', `Terminating canary ${name}.${namespace}`)
    }
    if (store.get(keys.deployments, namespace, primaryName(canary)) !== undefined)
      scaleTarget(tick, primaryDeployment(tick).spec.replicas)
    carryOut(tick)
    const now = read(namespace, name) ?? canary
    if (!isReady(now)) {
      const next = waitsMs[look + 1]
      simulation.after(next ?? resyncMs, () => finalize(namespace, name, next === undefined ? 0 : look + 1))
      return
    }
    revertRoutes(now)
    put(
      now,
      (now.metadata.finalizers ?? []).filter((one) => one !== finalizer)
    )
    events.record(now, 'Normal', 'Synced', `Terminated canary ${name}.${namespace}`)
  }

  store.watch(keys.canaries, ({ type, object }) => {
    if (type === 'DELETED') return
    const canary = object as Canary
    const isLeaving = object.metadata.deletionTimestamp !== undefined
    const [namespace, name] = [namespaceOf(object), nameOf(object)]
    if (isLeaving && holds(object) && statusOf(canary).phase !== 'Terminating')
      simulation.after(100, () => attempt(() => finalize(namespace, name, 0)))
    if (!isLeaving && canary.spec.revertOnDeletion === true && !holds(object))
      simulation.after(100, () => {
        const found = read(namespace, name)
        if (found !== undefined && !holds(found) && found.metadata.deletionTimestamp === undefined && ports.isAlive())
          put(found, [...(found.metadata.finalizers ?? []), finalizer])
      })
  })
}

/** What is missing or refused is met again with the next resync; nobody waits for it. */
function attempt(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof TickError || error instanceof StatusError)) throw error
  }
}
