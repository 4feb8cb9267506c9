import type { LogLine, PodLogOptions, PodLogSource } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import type { Pod } from '../controllers/kube-types.ts'
import { isReady, keys } from '../controllers/kube-types.ts'
import type { ApiStore, Status } from '../store/api-store.ts'
import type { Build, BuildCatalog } from '../users/build.ts'
import { drawFor } from './random.ts'

/** Time between two lines of a serving container, simulated milliseconds. */
const lineEveryMs = 2000
/** How many lines back a log reaches: container runtimes rotate. */
const keptLines = 2000

interface RunState {
  readonly restartCount: number
  readonly state: { readonly running?: { readonly startedAt: string }; readonly terminated?: EndedRun }
  readonly lastState: { readonly terminated?: EndedRun }
}

interface EndedRun {
  readonly startedAt: string
  readonly finishedAt: string
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
  builds: BuildCatalog,
  seed: number
): PodLogSource {
  const lineAt = (pod: string, build: Build, index: number): string => {
    const draw = drawFor(seed, `log/${pod}/${index}`)
    const path = draw.pick(['/v1/items', '/v1/items/42', '/v1/quote', '/healthz', '/v1/session'])
    const took = Math.round(build.medianMs * draw.between(0.5, 2.2))
    if (path !== '/healthz' && draw.chance(build.errorRatio * 1.2))
      return `level=error status=${build.errorCode} method=POST path=${path} took=${took}ms msg=${JSON.stringify(build.complaint)}`
    return `level=info status=200 method=GET path=${path} took=${took}ms`
  }

  const startLines = (startedMs: number, image: string): readonly LogLine[] => [
    { at: new Date(startedMs + 120).toISOString(), text: `level=info msg="starting" image=${image}` },
    { at: new Date(startedMs + 480).toISOString(), text: 'level=info msg="configuration loaded"' }
  ]

  const ended = (run: EndedRun, image: string, build: Build): readonly LogLine[] => {
    const finishedMs = Date.parse(run.finishedAt)
    const lines = startLines(Date.parse(run.startedAt), image)
    return build.health.kind === 'crashes'
      ? [...lines, { at: new Date(finishedMs).toISOString(), text: build.complaint }]
      : lines
  }

  const serving = (
    pod: string,
    startedMs: number,
    image: string,
    build: Build,
    untilMs: number
  ): readonly LogLine[] => {
    const last = Math.floor((untilMs - startedMs) / lineEveryMs)
    const first = Math.max(1, last - keptLines)
    const lines: LogLine[] = first === 1 ? [...startLines(startedMs, image)] : []
    for (let index = first; index <= last; index++)
      lines.push({ at: new Date(startedMs + index * lineEveryMs).toISOString(), text: lineAt(pod, build, index) })
    return lines
  }

  const find = (
    namespace: string,
    name: string
  ): { readonly pod: Pod; readonly run: RunState | undefined; readonly image: string } | undefined => {
    const pod = store.get(keys.pods, namespace, name) as Pod | undefined
    if (pod === undefined) return undefined
    const statuses = pod.status?.['containerStatuses'] as readonly RunState[] | undefined
    return { pod, run: statuses?.[0], image: pod.spec.containers[0]?.image ?? '' }
  }

  const read = (namespace: string, name: string, options: PodLogOptions): readonly LogLine[] | Status => {
    const found = find(namespace, name)
    if (found === undefined) return failure(name, `pods "${name}" not found`)
    const { pod, run, image } = found
    const container = options.container ?? pod.spec.containers[0]?.name ?? ''
    const build = builds.of(image)
    if (options.previous === true) {
      const before = run?.lastState.terminated
      if (before === undefined)
        return failure(name, `previous terminated container "${container}" in pod "${name}" not found`)
      return ended(before, image, build)
    }
    const running = run?.state.running
    if (running !== undefined) {
      const startedMs = Date.parse(running.startedAt)
      if (!isReady(pod)) return startLines(startedMs, image)
      return serving(name, startedMs, image, build, simulation.nowMs())
    }
    const last = run?.state.terminated ?? run?.lastState.terminated
    if (last !== undefined) return ended(last, image, build)
    const waiting = (run?.state as { readonly waiting?: { readonly reason: string } } | undefined)?.waiting?.reason
    if (waiting === 'ErrImagePull' || waiting === 'ImagePullBackOff')
      return failure(
        name,
        `container "${container}" in pod "${name}" is waiting to start: trying and failing to pull image`
      )
    return failure(
      name,
      `container "${container}" in pod "${name}" is waiting to start: ${waiting ?? 'ContainerCreating'}`
    )
  }

  return {
    read,
    follow(namespace, name, _options, onLine, onEnd) {
      let cancel = (): void => undefined
      let stopped = false
      const step = (afterMs: number): void => {
        const found = find(namespace, name)
        const running = found?.run?.state.running
        if (found === undefined || running === undefined) return onEnd()
        const lines = read(namespace, name, {})
        if ('status' in lines) return onEnd()
        for (const line of lines) if (Date.parse(line.at) > afterMs) onLine(line)
        const latest = lines.at(-1)
        const seenMs = Math.max(afterMs, latest === undefined ? 0 : Date.parse(latest.at))
        cancel = simulation.after(lineEveryMs, () => {
          if (!stopped) step(seenMs)
        })
      }
      const first = simulation.nowMs()
      cancel = simulation.after(lineEveryMs, () => step(first))
      return () => {
        stopped = true
        cancel()
      }
    }
  }
}
