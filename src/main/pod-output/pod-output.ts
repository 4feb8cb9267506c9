import { setTimeout as delay } from 'node:timers/promises'
import type { OutputLine, PodOutputView, PodView, ServiceRef } from '../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeConnection, KubeObject } from '../ports/kube.ts'
import { chooseSources } from './choose-sources.ts'
import { keepOutput } from './keep-output.ts'
import { eventsCommand, readEvents } from './read-events.ts'
import { readLog, type LogRead } from './read-log.ts'

/** Lines of all sources together that are held. */
const mostLines = 2_000
/** Reads at the same time. */
const atOnce = 4
/** How long one look may take, and how often it is repeated while it is followed; real milliseconds. */
const lookWithinMs = 12_000
const followEveryMs = 2_000

export interface PodOutputOptions {
  readonly ref: ServiceRef
  readonly connection: Pick<KubeConnection, 'reader' | 'context'>
  readonly clock: Pick<Clock, 'now'>
  readonly journal: Journal
  /** What is known of the pods now; empty before they were read. */
  readonly pods: () => { readonly views: readonly PodView[]; readonly objects: readonly KubeObject[] }
  /** Name of the ReplicaSet that the Deployment runs now; null when unknown. */
  readonly replicaSet: () => string | null
  /** Ends with the service. */
  readonly abort: AbortSignal
  readonly onView: (view: PodOutputView | null) => void
}

/** Logs and events of the pods that matter, read while somebody looks. */
export interface PodOutput {
  /** Reads them; resolves when all of it has been read, or could not be. */
  look(): Promise<void>
  /** Goes on reading what comes, until it is told not to. */
  follow(on: boolean): void
  /** @throws FailureError `missing` when nothing was read, and when the journal takes nothing. */
  keep(): Promise<void>
  /** Nobody looks any more: nothing is read, and nothing held. */
  leave(): void
}

export function createPodOutput(options: PodOutputOptions): PodOutput {
  const { ref, connection, clock, onView } = options
  const place = { context: connection.context, ref }
  let view: PodOutputView | null = null
  let looking = new AbortController()
  let following = new AbortController()

  function show(change: Partial<PodOutputView>): void {
    if (!view) return
    view = { ...view, ...change }
    onView(view)
  }

  function begin(): { readonly names: readonly string[] } {
    const { views, objects } = options.pods()
    const { sources, pods, podsLeftOut } = chooseSources(views, objects, place)
    const replicaSet = options.replicaSet()
    view = {
      ref,
      readAt: null,
      following: false,
      sources,
      podsLeftOut,
      lines: [],
      events: [],
      eventsFailure: null,
      eventsCommand: eventsCommand(place, ref.name),
      kept: null
    }
    onView(view)
    return { names: [ref.name, ...(replicaSet === null ? [] : [replicaSet]), ...pods] }
  }

  /** What one reading found goes on the screen together with what was there. */
  function take(reads: readonly LogRead[]): void {
    if (!view) return
    const found = new Map(reads.map(({ source }) => [source.id, source]))
    show({
      sources: view.sources.map((source) => found.get(source.id) ?? source),
      lines: inOrder([...view.lines, ...reads.flatMap(({ lines }) => lines)])
    })
  }

  async function readAll(after: (source: string) => string | null, abort: AbortSignal): Promise<void> {
    const wanted = (view?.sources ?? []).filter(({ state }) => state !== 'none')
    for (let from = 0; from < wanted.length && !abort.aborted; from += atOnce) {
      const reads = await Promise.all(
        wanted
          .slice(from, from + atOnce)
          .map((source) =>
            readLog(source, { reader: connection.reader, namespace: ref.namespace, after: after(source.id), abort })
          )
      )
      if (!abort.aborted) take(reads)
    }
  }

  async function readTheEvents(names: readonly string[], isLogged: boolean, abort: AbortSignal): Promise<void> {
    try {
      const events = await readEvents(names, place, connection.reader, { abort, isLogged })
      if (!abort.aborted) show({ events, eventsFailure: null })
    } catch (error) {
      if (!abort.aborted) show({ eventsFailure: asFailure(error) })
    }
  }

  function leave(): void {
    looking.abort()
    following.abort()
    view = null
    onView(null)
  }

  async function goOn(names: readonly string[], abort: AbortSignal): Promise<void> {
    while (!abort.aborted) {
      await delay(followEveryMs, undefined, { signal: abort }).catch(() => undefined)
      if (abort.aborted) return
      const last = new Map((view?.lines ?? []).map(({ source, at }) => [source, at]))
      await Promise.all([readAll((source) => last.get(source) || null, abort), readTheEvents(names, false, abort)])
      if (!abort.aborted) show({ readAt: clock.now().toISOString() })
    }
  }

  let names: readonly string[] = []
  options.abort.addEventListener('abort', () => {
    looking.abort()
    following.abort()
  })
  return {
    async look() {
      looking.abort()
      following.abort()
      looking = new AbortController()
      const abort = AbortSignal.any([looking.signal, options.abort])
      const inTime = AbortSignal.any([abort, AbortSignal.timeout(lookWithinMs)])
      names = begin().names
      await Promise.all([readAll(() => null, inTime), readTheEvents(names, true, inTime)])
      if (abort.aborted) return
      const late = failureOf('timeout', `Not read within ${lookWithinMs / 1_000} s.`, { retryable: true })
      show({
        readAt: clock.now().toISOString(),
        sources: (view?.sources ?? []).map((source) =>
          source.state === 'reading' ? { ...source, state: 'failed', text: late.message, failure: late } : source
        )
      })
    },
    follow(on) {
      following.abort()
      show({ following: on })
      if (!on || !view) return
      following = new AbortController()
      void goOn(names, AbortSignal.any([following.signal, looking.signal, options.abort]))
    },
    async keep() {
      if (!view || view.readAt === null) {
        const remedy = 'Open the logs first.'
        throw new FailureError(failureOf('missing', 'No log has been read yet.', { remedy }))
      }
      show({ kept: await keepOutput(view, options.journal) })
    },
    leave
  }
}

/** By time; lines of one source stay in their order, and the oldest go first where there are too many. */
function inOrder(lines: readonly OutputLine[]): readonly OutputLine[] {
  return lines.toSorted((a, b) => (Date.parse(a.at) || 0) - (Date.parse(b.at) || 0)).slice(-mostLines)
}
