import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import type { Build } from '../users/build.ts'
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import type { ContainerReport, Terminated } from './container-states.ts'
import { podStatus } from './container-states.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Pod } from './kube-types.ts'
import { keys, nameOf, namespaceOf, timeText } from './kube-types.ts'
import { wantedNode } from './daemonset-controller.ts'

/** A machine that pods run on. */
export interface NodePlace {
  readonly name: string
  readonly ip: string
  /** First three bytes of its pods' addresses: `10.42.1`. */
  readonly podNetwork: string
}

export interface KubeletOptions {
  readonly nodes: readonly [NodePlace, ...NodePlace[]]
  /** What the image of a pod does. */
  readonly buildOf: (pod: Pod) => Build
  readonly seed: number
  readonly schedulerEvents: EventRecorder
  /** One recorder per node, by node name. */
  readonly events: ReadonlyMap<string, EventRecorder>
  /** Pods that start before this time are reported only when they are up: nobody was watching. */
  readonly briefBeforeMs: number
  readonly onGone: (namespace: string, pod: string) => void
}

const kubeletWrite: WriteBy = { manager: 'kubelet', subresource: 'status', controller: true }
const schedulerWrite: WriteBy = { manager: 'kube-scheduler', controller: true }

/** Back-off between restarts and image pulls: 10 s, doubled up to 5 min (kubernetes pkg/kubelet/kubelet.go). */
function backOffMs(attempt: number): number {
  return Math.min(300_000, 10_000 * 2 ** Math.max(0, attempt))
}

/** One pod's life on its node. */
interface Life {
  readonly draw: Draw
  readonly node: NodePlace
  readonly podIP: string
  cancel: () => void
  ending: boolean
  /** Its phase says that it has failed or finished: nothing is started in it again. */
  ended: boolean
}

/** Scheduler and kubelets: pods are placed, pulled, started, probed, restarted and ended as their image behaves. */
export function startKubelets(store: ApiStore, simulation: Simulation, options: KubeletOptions): void {
  const { nodes, buildOf, seed } = options
  const lives = new Map<string, Life>()
  const pulledOn = new Set<string>()
  const addresses = new Map<string, number>()

  const current = (pod: Pod): Pod | undefined => {
    const found = store.get(keys.pods, namespaceOf(pod), nameOf(pod)) as Pod | undefined
    return found?.metadata.uid === pod.metadata.uid ? found : undefined
  }
  const hex = (draw: Draw, length: number): string =>
    Array.from({ length }, () => draw.int(0, 15).toString(16)).join('')
  const eventsOf = (life: Life): EventRecorder => options.events.get(life.node.name) ?? options.schedulerEvents
  const fieldPath = (pod: Pod): string => `spec.containers{${pod.spec.containers[0]?.name ?? ''}}`

  const report = (pod: Pod, life: Life, what: ContainerReport, withAddress = true): void => {
    const isPassing = !what.ready && what.restartCount === 0 && !('terminated' in what.state)
    if (isPassing && simulation.nowMs() < options.briefBeforeMs) return
    const found = current(pod)
    if (found === undefined) return
    const containerId = hex(drawFor(seed, `container/${nameOf(pod)}/${what.restartCount}`), 64)
    const place = { hostIP: life.node.ip, podIP: withAddress ? life.podIP : undefined, containerId }
    store.update(
      keys.pods,
      { ...found, status: podStatus(found, what, place, timeText(simulation.now())) },
      kubeletWrite
    )
  }

  const next = (life: Life, delayMs: number, run: () => void): void => {
    life.cancel = simulation.after(delayMs, () => {
      if (!life.ending && !life.ended) run()
    })
  }

  const crash = (pod: Pod, life: Life, build: Build, restarts: number, startedAt: string): void => {
    if (build.health.kind !== 'crashes') return
    const containerId = `containerd://${hex(drawFor(seed, `container/${nameOf(pod)}/${restarts}`), 64)}`
    const terminated: Terminated = {
      exitCode: build.health.exitCode,
      reason: build.health.reason,
      startedAt,
      finishedAt: timeText(simulation.now()),
      containerID: containerId
    }
    if (restarts === 0) {
      report(pod, life, { state: { terminated }, lastState: {}, ready: false, restartCount: 0 })
      next(life, 1500, () => start(pod, life, build, 1, terminated))
      return
    }
    const waitMs = backOffMs(restarts - 1)
    const name = pod.spec.containers[0]?.name ?? ''
    const text = `${name} in pod ${nameOf(pod)}_${namespaceOf(pod)}(${pod.metadata.uid ?? ''})`
    const length =
      waitMs >= 60_000 ? `${Math.floor(waitMs / 60_000)}m${(waitMs % 60_000) / 1000}s` : `${waitMs / 1000}s`
    report(pod, life, {
      state: {
        waiting: { reason: 'CrashLoopBackOff', message: `back-off ${length} restarting failed container=${text}` }
      },
      lastState: { terminated },
      ready: false,
      restartCount: restarts
    })
    eventsOf(life).record(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${text}`, fieldPath(pod))
    next(life, waitMs, () => start(pod, life, build, restarts + 1, terminated))
  }

  const start = (pod: Pod, life: Life, build: Build, restarts: number, last: Terminated | undefined): void => {
    const startedAt = timeText(simulation.now())
    const lastState = last === undefined ? {} : { terminated: last }
    const running: ContainerReport = {
      state: { running: { startedAt } },
      lastState,
      ready: false,
      restartCount: restarts
    }
    if (restarts > 0)
      eventsOf(life).record(
        pod,
        'Normal',
        'Pulled',
        `Container image "${pod.spec.containers[0]?.image ?? ''}" already present on machine`,
        fieldPath(pod)
      )
    eventsOf(life).record(pod, 'Normal', 'Created', 'Container created', fieldPath(pod))
    eventsOf(life).record(pod, 'Normal', 'Started', 'Container started', fieldPath(pod))
    report(pod, life, running)
    const { health } = build
    const servesMs = health.kind === 'crashes' && restarts === 0 ? (health.servesFirstSeconds ?? 0) * 1000 : 0
    if (servesMs > 0)
      next(life, build.startSeconds * 1000, () => {
        report(pod, life, { ...running, ready: true })
        next(life, servesMs, () => crash(pod, life, build, restarts, startedAt))
      })
    else if (health.kind === 'crashes')
      next(life, health.afterSeconds * 1000, () => crash(pod, life, build, restarts, startedAt))
    else if (health.kind === 'neverReady') {
      const complain = (): void => {
        eventsOf(life).record(
          pod,
          'Warning',
          'Unhealthy',
          'Readiness probe failed: HTTP probe failed with statuscode: 503',
          fieldPath(pod)
        )
        next(life, 10_000, complain)
      }
      next(life, 10_000, complain)
    } else {
      const readyMs = build.startSeconds * 1000 * life.draw.between(0.85, 1.15)
      next(life, readyMs, () => report(pod, life, { ...running, ready: true }))
    }
  }

  const failPull = (pod: Pod, life: Life, image: string, attempt: number): void => {
    const problem = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`
    const waiting = (reason: string, message: string): ContainerReport => ({
      state: { waiting: { reason, message } },
      lastState: {},
      ready: false,
      restartCount: 0
    })
    const events = eventsOf(life)
    events.record(pod, 'Warning', 'Failed', `Failed to pull image "${image}": ${problem}`, fieldPath(pod))
    events.record(pod, 'Warning', 'Failed', 'Error: ErrImagePull', fieldPath(pod))
    report(pod, life, waiting('ErrImagePull', problem))
    next(life, 12_000, () => {
      events.record(pod, 'Normal', 'BackOff', `Back-off pulling image "${image}"`, fieldPath(pod))
      report(pod, life, waiting('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${problem}`))
      next(life, backOffMs(attempt), () => failPull(pod, life, image, attempt + 1))
    })
  }

  const pull = (pod: Pod, life: Life): void => {
    const image = pod.spec.containers[0]?.image ?? ''
    const build = buildOf(pod)
    report(
      pod,
      life,
      { state: { waiting: { reason: 'ContainerCreating' } }, lastState: {}, ready: false, restartCount: 0 },
      false
    )
    const events = eventsOf(life)
    const present = `${life.node.name}/${image}`
    if (build.health.kind !== 'noImage' && pulledOn.has(present)) {
      events.record(pod, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, fieldPath(pod))
      next(life, 400 + life.draw.int(0, 300), () => start(pod, life, build, 0, undefined))
      return
    }
    events.record(pod, 'Normal', 'Pulling', `Pulling image "${image}"`, fieldPath(pod))
    const pullMs = life.draw.int(900, 2600)
    next(life, pullMs, () => {
      if (build.health.kind === 'noImage') return failPull(pod, life, image, 0)
      pulledOn.add(present)
      const took = `${(pullMs / 1000).toFixed(3)}s`
      events.record(
        pod,
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting).`,
        fieldPath(pod)
      )
      start(pod, life, build, 0, undefined)
    })
  }

  const place = (pod: Pod): void => {
    const found = current(pod)
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return
    const draw = drawFor(seed, `life/${namespaceOf(pod)}/${nameOf(pod)}`)
    const drawn = nodes[draw.int(0, nodes.length - 1)] ?? nodes[0]
    const wanted = wantedNode(pod)
    const node = nodes.find(({ name }) => name === wanted) ?? drawn
    const host = (addresses.get(node.name) ?? 10) + 1
    addresses.set(node.name, host > 250 ? 10 : host)
    const life: Life = {
      draw,
      node,
      podIP: `${node.podNetwork}.${host}`,
      cancel: () => undefined,
      ending: false,
      ended: false
    }
    lives.set(pod.metadata.uid ?? '', life)
    store.update(keys.pods, { ...found, spec: { ...found.spec, nodeName: node.name } }, schedulerWrite)
    options.schedulerEvents.record(
      found,
      'Normal',
      'Scheduled',
      `Successfully assigned ${namespaceOf(pod)}/${nameOf(pod)} to ${node.name}`
    )
    next(life, 60 + draw.int(0, 60), () => pull(found, life))
  }

  const end = (pod: Pod): void => {
    const life = lives.get(pod.metadata.uid ?? '')
    if (life === undefined || life.ending) return
    life.ending = true
    life.cancel()
    eventsOf(life).record(
      pod,
      'Normal',
      'Killing',
      `Stopping container ${pod.spec.containers[0]?.name ?? ''}`,
      fieldPath(pod)
    )
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    simulation.after(Math.min(grace, life.draw.int(900, 2400)), () => {
      if (current(pod) !== undefined) store.delete(keys.pods, namespaceOf(pod), nameOf(pod), { gracePeriodSeconds: 0 })
    })
  }

  store.watch(keys.pods, ({ type, object }) => {
    const pod = object as Pod
    if (type === 'DELETED') {
      const life = lives.get(pod.metadata.uid ?? '')
      if (life !== undefined) {
        life.ending = true
        life.cancel()
        lives.delete(pod.metadata.uid ?? '')
      }
      options.onGone(namespaceOf(pod), nameOf(pod))
    } else if (pod.metadata.deletionTimestamp !== undefined) end(pod)
    else if (type === 'ADDED') simulation.after(20, () => place(pod))
    else if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') {
      const life = lives.get(pod.metadata.uid ?? '')
      if (life !== undefined) life.ended = true
    }
  })
}
