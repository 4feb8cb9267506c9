import type { Failure } from './failure.ts'
import type { LeftOut } from './observed.ts'
import type { ServiceRef } from './service.ts'

/** What a line says of itself; empty when it says nothing. */
export type OutputLevel = 'error' | 'warn' | 'info' | 'debug' | ''

/** One line that a container wrote, cleaned of control sequences. */
export interface OutputLine {
  /** Of the source that it came from. */
  readonly source: string
  /** When the node's runtime saw it, RFC 3339; empty when the server did not say. */
  readonly at: string
  readonly level: OutputLevel
  readonly text: string
}

/** One container of a pod, as it runs or as it ran before it was started again. */
export interface OutputSource {
  readonly id: string
  readonly pod: string
  readonly container: string
  /** The container that ended before the present one. */
  readonly previous: boolean
  readonly revision: number | null
  readonly ready: boolean
  /** The command that reads the same. */
  readonly command: string
  /** `none`: there is nothing to read, and `text` says why. */
  readonly state: 'reading' | 'read' | 'none' | 'failed'
  readonly text: string
  readonly failure: Failure | null
  /** It has more than was read. */
  readonly isCut: boolean
}

/** An event of a pod, its ReplicaSet or the Deployment. */
export interface OutputEvent {
  readonly uid: string
  /** When it was seen last, ISO. */
  readonly at: string
  readonly type: string
  readonly reason: string
  /** `Pod checkout-abc`. */
  readonly object: string
  readonly message: string
  readonly count: number
}

/** Logs and events of the pods that matter now; read only while somebody looks at them. */
export interface PodOutputView {
  readonly ref: ServiceRef
  /** By the console's clock, ISO; null while it is read for the first time. */
  readonly readAt: string | null
  readonly following: boolean
  readonly sources: readonly OutputSource[]
  /** Pods that were left out, because there are too many. */
  readonly podsLeftOut: number
  /** Of all sources, oldest first. */
  readonly lines: readonly OutputLine[]
  /** The newest first. */
  readonly events: readonly OutputEvent[]
  readonly eventsFailure: Failure | null
  /** What the events are without. */
  readonly eventsLeftOut: LeftOut | null
  /** The command that reads the events of the Deployment. */
  readonly eventsCommand: string
  /** What was kept last, as the journal names it, and how many of the lines were too many for it. */
  readonly kept: {
    readonly at: string
    readonly lines: number
    readonly leftOut: number
    readonly sha256: string
  } | null
}

/** What came to an output: new lines, and the other parts that are not what they were. */
export interface OutputChange extends Partial<
  Pick<PodOutputView, 'readAt' | 'following' | 'sources' | 'events' | 'eventsFailure' | 'eventsLeftOut' | 'kept'>
> {
  readonly lines?: readonly OutputLine[]
}

/** Lines of all sources together that are held; the oldest go first. */
export const mostOutputLines = 2_000

/** An output after changes, in their order. Lines are sorted by time; those of one source stay in their order. */
export function outputWith(output: PodOutputView, changes: readonly OutputChange[]): PodOutputView {
  const came = changes.flatMap(({ lines }) => lines ?? [])
  const parts: Partial<PodOutputView> = Object.assign({}, ...changes)
  const lines =
    came.length === 0
      ? output.lines
      : [...output.lines, ...came].toSorted((a, b) => timeOf(a) - timeOf(b)).slice(-mostOutputLines)
  return { ...output, ...parts, lines }
}

function timeOf({ at }: OutputLine): number {
  return Date.parse(at) || 0
}
