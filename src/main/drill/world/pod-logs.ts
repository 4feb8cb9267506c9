import type { PodLogOptions, PodLogSource } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import type { Pod } from '../controllers/kube-types.ts'
import { isReady, keys } from '../controllers/kube-types.ts'
import type { ApiStore, Status } from '../store/api-store.ts'
import type { Build } from '../users/build.ts'
import type { Run } from './container-output.ts'
import { lineEveryMs, outputOf } from './container-output.ts'
import { flaggerOutput, isFlagger } from './flagger-output.ts'

/** Before everything. */
const ALWAYS = -Infinity

const IMAGE_PROBLEMS = new Map([
  ['ErrImagePull', "image can't be pulled"],
  ['ImagePullBackOff', 'trying and failing to pull image']
])

interface EndedRun {
  readonly startedAt: string
  readonly finishedAt: string
}

/** The part of core/v1 ContainerStatus that says which runs there are. */
interface RunState {
  readonly state: {
    readonly running?: { readonly startedAt: string }
    readonly terminated?: EndedRun
    readonly waiting?: { readonly reason: string }
  }
  readonly lastState: { readonly terminated?: EndedRun }
}

function failure(pod: string, message: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'BadRequest',
    details: { name: pod, kind: 'pods' },
    code: 400
  }
}

/** Container logs as pure functions of the pod, its image and simulated time. */
export function createPodLogs(
  store: ApiStore,
  simulation: Simulation,
  buildOf: (pod: Pod) => Build,
  seed: number
): PodLogSource {
  const podOf = (namespace: string, name: string): Pod | undefined =>
    store.get(keys.pods, namespace, name) as Pod | undefined

  const runOf = (pod: Pod, startedAt: string, finishedAt?: string): Run => {
    const image = pod.spec.containers[0]?.image ?? ''
    return {
      pod: pod.metadata.name ?? '',
      image,
      build: buildOf(pod),
      startedMs: Date.parse(startedAt),
      endedMs: finishedAt === undefined ? undefined : Date.parse(finishedAt),
      serves: finishedAt === undefined && isReady(pod)
    }
  }

  /** The newest run, or the one before it (kubernetes pkg/kubelet/kubelet_pods.go validateContainerLogStatus). */
  const find = (pod: Pod, { previous, container = '' }: PodLogOptions): Run | Status => {
    const name = pod.metadata.name ?? ''
    const { state = {}, lastState = {} } = stateOf(pod) ?? {}
    if (previous === true) {
      const { terminated } = lastState
      return terminated === undefined
        ? failure(name, `previous terminated container "${container}" in pod "${name}" not found`)
        : runOf(pod, terminated.startedAt, terminated.finishedAt)
    }
    if (state.running !== undefined) return runOf(pod, state.running.startedAt)
    const last = state.terminated ?? lastState.terminated
    if (last !== undefined) return runOf(pod, last.startedAt, last.finishedAt)
    const { reason = 'ContainerCreating' } = state.waiting ?? {}
    const why = IMAGE_PROBLEMS.get(reason) ?? reason
    return failure(name, `container "${container}" in pod "${name}" is waiting to start: ${why}`)
  }

  return {
    read(namespace, name, options) {
      const pod = podOf(namespace, name)
      if (pod === undefined) return failure(name, `pods "${name}" not found`)
      const run = find(pod, options)
      if ('kind' in run) return run
      const own = outputOf(run, seed, ALWAYS, simulation.nowMs())
      return isFlagger(pod) ? [...own.slice(0, 2), ...flaggerOutput(store)] : own
    },

    follow(namespace, name, options, onLine, onEnd) {
      const pod = podOf(namespace, name)
      const first = pod === undefined ? undefined : find(pod, options)
      let cancel = (): void => undefined
      let isStopped = false
      const step = (seenMs: number): void => {
        const now = podOf(namespace, name)
        if (first === undefined || 'kind' in first || now === undefined) return onEnd()
        const run = first.endedMs === undefined ? continued(now, first) : first
        const nowMs = simulation.nowMs()
        for (const line of outputOf(run, seed, seenMs + 1, nowMs)) onLine(line)
        if (isStopped) return
        if (run.endedMs !== undefined) return onEnd()
        cancel = simulation.after(lineEveryMs, () => step(nowMs))
      }
      const beganMs = simulation.nowMs()
      cancel = simulation.after(lineEveryMs, () => step(beganMs))
      return () => {
        isStopped = true
        cancel()
      }
    }
  }

  /** The same run as the pod tells it now: still going, or ended. */
  function continued(pod: Pod, run: Run): Run {
    const { state = {}, lastState = {} } = stateOf(pod) ?? {}
    const isSame = ({ startedAt }: { readonly startedAt: string }): boolean => Date.parse(startedAt) === run.startedMs
    if (state.running !== undefined && isSame(state.running)) return runOf(pod, state.running.startedAt)
    const ended = [state.terminated, lastState.terminated].find((one) => one !== undefined && isSame(one))
    return { ...run, endedMs: ended === undefined ? simulation.nowMs() : Date.parse(ended.finishedAt) }
  }
}

/** A pod's first container, whose fate the others share. */
function stateOf(pod: Pod): RunState | undefined {
  return (pod.status?.['containerStatuses'] as readonly RunState[] | undefined)?.[0]
}
