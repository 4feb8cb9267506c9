import type { LogLine } from '../api/ports.ts'
import type { Build } from '../users/build.ts'
import { drawFor } from './random.ts'

/** Time between two lines of a serving container, simulated milliseconds. */
export const lineEveryMs = 2000
/** How many lines back a log reaches: container runtimes rotate. */
const keptLines = 2000

/** One run of a container: from its start to its end, or until now. */
export interface Run {
  readonly pod: string
  readonly image: string
  readonly build: Build
  readonly startedMs: number
  /** undefined while it runs. */
  readonly endedMs: number | undefined
  /** Whether it has begun to answer requests. */
  readonly serves: boolean
}

/** What a run has written from `fromMs` (simulated) until now or its end: a pure function of pod, image and time. */
export function outputOf(run: Run, seed: number, fromMs: number, nowMs: number): readonly LogLine[] {
  const untilMs = run.endedMs ?? nowMs
  const requests = run.serves ? requestsOf(run, seed, fromMs, untilMs) : []
  const isRotated = run.serves && untilMs - run.startedMs > keptLines * lineEveryMs
  const lines = [...(isRotated ? [] : startOf(run)), ...requests, ...endOf(run)]
  return lines.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs).map(toLine)
}

interface TimedLine {
  readonly atMs: number
  readonly text: string
}

const toLine = ({ atMs, text }: TimedLine): LogLine => ({ at: new Date(atMs).toISOString(), text })

function startOf({ startedMs, endedMs, image }: Run): readonly TimedLine[] {
  // Runs are recorded in whole seconds, and what crashes at once has still said that it began.
  const latest = endedMs ?? Infinity
  return [
    { atMs: Math.min(startedMs + 120, latest), text: `level=info msg="starting" image=${image}` },
    { atMs: Math.min(startedMs + 480, latest), text: 'level=info msg="configuration loaded"' }
  ]
}

function endOf({ endedMs, build }: Run): readonly TimedLine[] {
  return endedMs === undefined || build.health.kind !== 'crashes' ? [] : [{ atMs: endedMs, text: build.complaint }]
}

function requestsOf({ pod, build, startedMs }: Run, seed: number, fromMs: number, untilMs: number): TimedLine[] {
  const last = Math.floor((untilMs - startedMs) / lineEveryMs)
  const first = Math.max(1, last - keptLines, Math.ceil((fromMs - startedMs) / lineEveryMs))
  const lines: TimedLine[] = []
  for (let index = first; index <= last; index++) {
    lines.push({ atMs: startedMs + index * lineEveryMs, text: requestLine(pod, build, seed, index) })
  }
  return lines
}

function requestLine(pod: string, build: Build, seed: number, index: number): string {
  const draw = drawFor(seed, `log/${pod}/${index}`)
  const path = draw.pick(['/v1/items', '/v1/items/42', '/v1/quote', '/healthz', '/v1/session'])
  const took = Math.round(build.medianMs * draw.between(0.5, 2.2))
  if (path !== '/healthz' && draw.chance(build.errorRatio * 1.2))
    return `level=error status=${build.errorCode} method=POST path=${path} took=${took}ms msg=${JSON.stringify(build.complaint)}`
  return `level=info status=200 method=GET path=${path} took=${took}ms`
}
