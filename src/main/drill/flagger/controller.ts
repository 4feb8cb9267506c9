import type { Deployment } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf, timeText } from '../controllers/kube-types.ts'
import { jsonEqual } from '../store/json-equal.ts'
import type { ApiStore, KubeObject, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { drawFor } from '../world/random.ts'
import { advance } from './advance.ts'
import type { Canary } from './canary.ts'
import { intervalMs, statusOf } from './canary.ts'
import { startFinalizer } from './finalizer.ts'
import type { FlaggerPorts } from './ports.ts'
import { newConditions } from './status.ts'
import type { Act, Write } from './tick.ts'

/** How it writes. */
const flaggerWrite: WriteBy = { manager: 'flagger', controller: true }

interface Job {
  readonly intervalMs: number
  readonly stop: () => void
}

/** What a tick looks at: as long as none of it changes, a Canary at rest needs no other tick. */
const watched = [
  keys.canaries,
  keys.deployments,
  keys.services,
  keys.virtualServices,
  keys.destinationRules,
  keys.configMaps,
  keys.secrets
] as const

const resting = new Set(['Initialized', 'Succeeded'])

/**
 * Flagger: a job a Canary that runs at once and then every interval, and begins anew when the interval changes
 * (fluxcd/flagger pkg/controller/job.go Start, scheduler.go scheduleCanaries, controller.go syncHandler).
 */
export function startFlagger(ports: FlaggerPorts): void {
  const { store, simulation, events, gauges, windowMs } = ports
  const jobs = new Map<string, Job>()
  /** Canaries that there are, with the interval of each. */
  const known = new Map<string, number>()
  /** How often something changed, by namespace, and how often it had when a Canary was last looked at. */
  const changes = new Map<string, number>()
  const lookedAt = new Map<string, number>()
  const place = (object: KubeObject): string => `${namespaceOf(object)}/${nameOf(object)}`
  const read = (key: string): Canary | undefined => {
    const [namespace = '', name = ''] = key.split('/')
    return store.get(keys.canaries, namespace, name) as Canary | undefined
  }

  const write = (act: Write): void => {
    if (act.kind === 'create') store.create(act.key, act.object, flaggerWrite)
    else if (act.kind === 'update') store.update(act.key, act.object, flaggerWrite)
    else store.update(keys.canaries, act.object, { ...flaggerWrite, subresource: 'status' })
  }

  const carryOut = (canary: Canary, acts: readonly Act[]): void => {
    for (const act of acts) {
      if (act.does === 'say') events.record(canary, act.said.type, 'Synced', act.said.message)
      else if (act.does === 'gauge') gauges.note(canary, act, simulation.nowMs())
      else
        try {
          const refusal = ports.refuses(act.write)
          if (refusal !== undefined) {
            events.record(canary, 'Warning', 'Synced', failedText(act.write, refusal))
            return
          }
          write(act.write)
        } catch (error) {
          // A refused write ends the tick; the next one tries again.
          if (!(error instanceof StatusError)) throw error
          events.record(canary, 'Warning', 'Synced', error.status.message ?? 'write refused')
          return
        }
    }
  }

  let serial = 0
  const run = (key: string): void => {
    const canary = read(key)
    if (canary === undefined || !ports.isAlive()) return
    const namespace = namespaceOf(canary)
    const mayRest = resting.has(statusOf(canary).phase) && canary.spec.suspend !== true
    const changed = changes.get(namespace) ?? 0
    if (mayRest && lookedAt.get(key) === changed) return
    const acts = advance({
      canary,
      get: (kind, name) => store.get(kind, namespace, name),
      nowMs: simulation.nowMs(),
      ask: (...of) => ports.ask(canary, ...of),
      measure: (...of) => ports.measure(canary, ...of),
      id: (purpose) => idOf(drawFor(ports.seed, `${key}/${purpose}/${serial++}`), purpose)
    })
    lookedAt.set(key, changed)
    carryOut(canary, acts)
  }

  const start = (key: string, every: number): Job => {
    let stopped = false
    let cancel = (): void => undefined
    const again = (): void => {
      if (stopped) return
      cancel = simulation.after(every, again)
      run(key)
    }
    again()
    return {
      intervalMs: every,
      stop: () => {
        stopped = true
        cancel()
      }
    }
  }

  // Its pod started at some moment of a second.
  const beganMs = simulation.nowMs() + drawFor(ports.seed, 'flagger/begin').int(1, windowMs - 1)
  let isPlanned = false
  /** Without any Canary there is nothing to look for. */
  const scheduleLater = (): void => {
    if (isPlanned) return
    isPlanned = true
    const passed = (((simulation.nowMs() - beganMs) % windowMs) + windowMs) % windowMs
    simulation.after(windowMs - passed, schedule)
  }
  const schedule = (): void => {
    isPlanned = false
    if (jobs.size > 0 || known.size > 0) scheduleLater()
    const current = ports.isAlive() ? known : new Map<string, number>()
    for (const [key, job] of jobs)
      if (current.get(key) !== job.intervalMs) {
        job.stop()
        jobs.delete(key)
      }
    for (const [key, every] of current) if (!jobs.has(key)) jobs.set(key, start(key, every))
  }

  const touch = (object: KubeObject, previous: KubeObject | undefined): void => {
    if (previous === undefined || !jsonEqual(withoutVersion(previous), withoutVersion(object)))
      changes.set(namespaceOf(object), (changes.get(namespaceOf(object)) ?? 0) + 1)
  }
  for (const key of watched) store.watch(key, ({ object, previous }) => touch(object, previous))

  const greet = (canary: Canary): void => {
    if (!ports.isAlive() || canary.status?.conditions !== undefined) return
    const conditions = newConditions(canary, 'Initializing', simulation.nowMs())
    const lastTransitionTime = timeText(simulation.now())
    store.update(
      keys.canaries,
      {
        ...canary,
        status: { ...statusOf(canary), phase: 'Initializing', lastTransitionTime, ...(conditions && { conditions }) }
      },
      { ...flaggerWrite, subresource: 'status' }
    )
  }
  store.watch(keys.canaries, ({ type, object }) => {
    if (type === 'DELETED') known.delete(place(object))
    else known.set(place(object), intervalMs(object as Canary))
    if (type !== 'ADDED') return
    scheduleLater()
    simulation.after(200, () => {
      const canary = read(place(object))
      if (canary !== undefined) greet(canary)
    })
  })
  startFinalizer(ports)
}

/** As its routers and controllers word it (pkg/router/istio.go SetRoutes, pkg/canary/deployment_controller.go scale). */
function failedText({ object }: Write, refusal: string): string {
  const { name = '', namespace = '' } = object.metadata
  return `${object.kind} ${name}.${namespace} update failed: ${refusal}`
}

function withoutVersion(object: KubeObject): object {
  const { resourceVersion: _version, managedFields: _fields, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** A UUID of version 4, or the ten letters of a cookie (pkg/canary/util.go makeAnnotations, pkg/router/istio.go randSeq). */
function idOf(draw: ReturnType<typeof drawFor>, purpose: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
  if (purpose.endsWith('cookie'))
    return Array.from({ length: 10 }, () => letters[draw.int(0, letters.length - 1)]).join('')
  const hex = Array.from({ length: 32 }, () => draw.int(0, 15).toString(16)).join('')
  const variant = '89ab'[draw.int(0, 3)] ?? '8'
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Whether a Deployment has a pod that is ready. */
export function runs(store: ApiStore, namespace: string, name: string): boolean {
  const found = store.get(keys.deployments, namespace, name) as Deployment | undefined
  return (found?.status?.readyReplicas ?? 0) > 0
}
