import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { OutputChange, PodOutputView, PodView, ServiceRef } from '../../contract/index.ts'
import { asFailure, FailureError, failureOf, outputWith } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../ports/journal.ts'
import type { KubeConnection, KubeObject } from '../ports/kube.ts'
import { chooseSources } from './choose-sources.ts'
import type { EvidenceBudget } from './evidence-budget.ts'
import { keepOutput } from './keep-output.ts'
import { eventsCommand, readEvents } from './read-events.ts'
import { readLog, type LogRead } from './read-log.ts'

/** Containers that are read, also after a while of following. */
const mostSources = 40
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
  /** Of what may be kept in this start. */
  readonly budget: EvidenceBudget
  /** What is known of the pods now; null before they were read. */
  readonly pods: () => { readonly views: readonly PodView[]; readonly objects: readonly KubeObject[] } | null
  /** Name of the ReplicaSet that the Deployment runs now; null when unknown. */
  readonly replicaSet: () => string | null
  /** Ends with the service. */
  readonly abort: AbortSignal
  /** Begins with a whole view, and ends with null. */
  readonly onView: (view: PodOutputView | null) => void
  /** What came to the view since. */
  readonly onChange: (change: OutputChange) => void
}

/** Logs and events of the pods that matter, read while somebody looks. */
export interface PodOutput {
  /** Reads them, as soon as it is known which pods there are; resolves when all was read, or could not be, or has to wait. */
  look(): Promise<void>
  /** To be called when more is known of the pods. */
  podsChanged(): void
  /** Goes on reading what comes, until it is told not to. */
  follow(on: boolean): void
  /** @throws FailureError `missing` when nothing was read, `refused` when nothing more may be kept, and when the journal takes nothing. */
  keep(): Promise<void>
  /** Nobody looks any more: nothing is read, and nothing held. */
  leave(): void
}

export function createPodOutput(options: PodOutputOptions): PodOutput {
  const { ref, connection, clock, onView, onChange } = options
  const place = { context: connection.context, ref }
  let view: PodOutputView | null = null
  let looking = new AbortController()
  let following = new AbortController()

  /** Only what is new is told: a log that is followed is read every few seconds, and mostly says nothing. */
  function show(parts: OutputChange): void {
    if (!view) return
    const change = newIn(parts, view)
    if (Object.keys(change).length === 0) return
    view = outputWith(view, [change])
    onChange(change)
  }

  /** Names of the objects whose events are read; null while the pods are not known. */
  function begin(): readonly string[] | null {
    const known = options.pods()
    const { sources, pods, podsLeftOut } = chooseSources(known?.views ?? [], known?.objects ?? [], place)
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
      eventsLeftOut: null,
      eventsCommand: eventsCommand(place, ref.name),
      kept: null
    }
    onView(view)
    return known && [ref.name, ...(replicaSet === null ? [] : [replicaSet]), ...pods]
  }

  /** What one reading found goes on the screen together with what was there. */
  function take(reads: readonly LogRead[]): void {
    if (!view) return
    const found = new Map(reads.map(({ source }) => [source.id, source]))
    show({
      sources: view.sources.map((source) => found.get(source.id) ?? source),
      lines: reads.flatMap(({ lines }) => lines)
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
      const { events, leftOut } = await readEvents(names, place, connection.reader, { abort, isLogged })
      if (!abort.aborted) show({ events, eventsFailure: null, eventsLeftOut: leftOut })
    } catch (error) {
      if (!abort.aborted) show({ eventsFailure: asFailure(error) })
    }
  }

  function leave(): void {
    looking.abort()
    following.abort()
    isWaiting = false
    view = null
    onView(null)
  }

  /** Pods that a rollout has brought since are read, too; what was read of those that it ended stays. */
  function addNewSources(): void {
    const known = options.pods()
    if (!view || !known) return
    const ids = new Set(view.sources.map(({ id }) => id))
    const fresh = chooseSources(known.views, known.objects, place).sources.filter(({ id }) => !ids.has(id))
    if (fresh.length > 0) show({ sources: [...view.sources, ...fresh].slice(-mostSources) })
  }

  async function goOn(names: readonly string[], abort: AbortSignal): Promise<void> {
    while (!abort.aborted) {
      await delay(followEveryMs, undefined, { signal: abort }).catch(() => undefined)
      if (abort.aborted) return
      addNewSources()
      const last = new Map((view?.lines ?? []).map(({ source, at }) => [source, at]))
      await Promise.all([readAll((source) => last.get(source) || null, abort), readTheEvents(names, false, abort)])
      if (!abort.aborted) show({ readAt: clock.now().toISOString() })
    }
  }

  let names: readonly string[] = []
  let isWaiting = false
  options.abort.addEventListener('abort', () => {
    looking.abort()
    following.abort()
  })
  async function look(): Promise<void> {
    looking.abort()
    following.abort()
    looking = new AbortController()
    const abort = AbortSignal.any([looking.signal, options.abort])
    const found = begin()
    isWaiting = found === null
    if (found === null) return
    names = found
    const inTime = AbortSignal.any([abort, AbortSignal.timeout(lookWithinMs)])
    await Promise.all([readAll(() => null, inTime), readTheEvents(names, true, inTime)])
    if (abort.aborted) return
    const late = failureOf('timeout', `Not read within ${lookWithinMs / 1_000} s.`, { retryable: true })
    show({
      readAt: clock.now().toISOString(),
      sources: (view?.sources ?? []).map((source) =>
        source.state === 'reading' ? { ...source, state: 'failed', text: late.message, failure: late } : source
      )
    })
  }

  return {
    look,
    podsChanged() {
      if (isWaiting && options.pods()) void look()
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
      show({ kept: await keepOutput(view, options.journal, options.budget) })
    },
    leave
  }
}

/** Without the parts that are what they were. */
function newIn({ lines = [], ...parts }: OutputChange, view: PodOutputView): OutputChange {
  const changed = Object.entries(parts).filter(([part, value]) => !isDeepStrictEqual(value, Reflect.get(view, part)))
  return { ...Object.fromEntries(changed), ...(lines.length > 0 ? { lines } : {}) }
}
