import { isDeepStrictEqual } from 'node:util'
import {
  failureOf,
  FailureError,
  isReported,
  serviceKey,
  staleLimitMs,
  stillOpen,
  type EnvironmentView,
  type Run,
  type ServiceRef,
  type StillOpen,
  type Verdict,
  type WatchEnd,
  type WatchView
} from '../../contract/index.ts'
import { openWords } from '../../contract/words/open-words.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { limitsOf, type Matrix } from '../decision/index.ts'
import {
  beginWatch,
  endWatch,
  glanceOf,
  minutesOf,
  saidOf,
  see,
  type KeptChange,
  type WatchState
} from '../monitor/index.ts'
import type { Actions } from '../ports/action.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { Journal } from '../ports/journal.ts'
import type { RunIndex } from '../run/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import type { FeedHub } from './feeds.ts'
import { followChanges } from './kept-changes.ts'
import { letGoDebts } from './let-go-debts.ts'
import { servicePlace } from './service-place.ts'
import { isSame } from './service-ref-in.ts'
import { observeService, type WatchObserver } from './watch-observer.ts'
import { isLost, isToBeWatched, recordedWatch, watchedServices, watchKey } from './watched-services.ts'

export interface WatchesOptions {
  readonly feeds: FeedHub
  readonly matrix: Matrix
  readonly actions: Actions
  readonly journal: () => Promise<Journal>
  readonly index: () => RunIndex | null
  readonly notify: ConsolePorts['notify']
  readonly isLoud: () => boolean
  /** Called when a watch needs its connection no more. */
  readonly onIdle: () => void
  /** Called when what is owed has changed. */
  readonly onOwed: () => void
}

interface Watch {
  readonly run: Run
  readonly ref: ServiceRef
  readonly environment: Pick<EnvironmentView, 'id' | 'name' | 'kind'>
  readonly identity: string
  session: EnvironmentSession
  state: WatchState
  observer: WatchObserver | null
  changes: ChangesRead | null
  /** What asked for the run and is not known to be better, as it was known last. */
  open: readonly StillOpen[]
}

/** What the run changed, as it is read again and again. */
interface ChangesRead {
  readonly seen: () => readonly KeptChange[]
  readonly close: () => void
}

/** How often a watch looks, real milliseconds; oftener where time goes faster. */
const lookEveryMs = 1_000
const mostOften = 4
/** Watches that are over and still shown. */
const mostEnded = 20

/**
 * The watches over what was proved: each begins by itself, goes on whatever is on the screen and after a restart, and ends
 * with a line in the record. What they find is judged in `monitor/`; this wires it to what is read and written.
 */
export function createWatches(options: WatchesOptions) {
  const { feeds, matrix, index, actions } = options
  const watches = new Map<string, Watch>()
  let timer: ReturnType<typeof setInterval> | undefined
  let isClosed = false
  /** Records on their way: what the screen shows as ended, the report can already say. */
  let writing = 0

  function write({ run, ref, identity, state }: Watch, what: string, text: string): void {
    const body = { what, text, runId: run.id, ref, identity, watch: state }
    writing += 1
    void options
      .journal()
      .then((journal) => journal.append('watch', body))
      .catch(() => undefined)
      .then(() => {
        writing -= 1
        publish()
      })
  }

  /** What the screen reads is not read twice. */
  function known(watch: Watch): Pick<WatchObserver, 'view' | 'verdict'> {
    const view = feeds.value('service')
    const of = readOf(watch)
    const isShown = isSame(view?.ref, of) && feeds.value('shell').environment?.id === watch.environment.id
    if (isShown) {
      watch.observer?.close()
      watch.observer = null
      return { view: () => view, verdict: () => feeds.value('verdict') }
    }
    watch.observer ??= observeService(watch.session, of, matrix)
    return watch.observer
  }

  /** Read through the connection that the watch goes through now, from the first look on. */
  function changesOf(watch: Watch): readonly KeptChange[] {
    watch.changes ??= readChanges(watch)
    return watch.changes.seen()
  }

  function readChanges({ run, session }: Watch): ChangesRead {
    const closing = new AbortController()
    const seen = followChanges({
      records: index()?.records(run.id) ?? [],
      actions,
      place: () =>
        servicePlace({ environment: session.environment, session, limits: limitsOf(matrix), normalAt: () => null }),
      abort: closing.signal
    })
    return { seen, close: () => closing.abort() }
  }

  function stopReading(watch: Watch): void {
    watch.observer?.close()
    watch.changes?.close()
    Object.assign(watch, { observer: null, changes: null })
  }

  function look(watch: Watch): void {
    if (watch.state.end !== null) return
    const { clock } = watch.session
    const { view, verdict } = known(watch)
    watch.open = openNow(watch, verdict())
    const glance = glanceOf({
      view: view(),
      verdict: verdict(),
      now: clock.now(),
      speed: clock.speed,
      changes: changesOf(watch),
      // What people say is no reading that could be missed.
      open: watch.open.flatMap(({ signal, isAsking }) => (isReported(signal) || isAsking ? [] : [signal]))
    })
    const seen = see(watch.state, glance, staleLimitMs('metrics', clock.speed))
    watch.state = seen.state
    for (const { what, text, letGo = [] } of seen.events) {
      for (const name of letGo) oweAtOnce(watch, name, text)
      write(watch, what, text === '' ? '' : `${readOf(watch).name}: ${text}`)
      if (what === 'alarm' || what === 'blind') tell(watch, text)
      if (what === 'ended') over(watch)
    }
  }

  /** Who is not held any more is not to be resumed: what is owed for it is due now. */
  function oweAtOnce({ run, ref, identity }: Watch, name: string, said: string): void {
    const { text: why, debts } = letGoDebts(index()?.owed(identity) ?? [], { run, ref, name, said })
    for (const { runId, ref: of, ...debt } of debts)
      void options
        .journal()
        .then((journal) => journal.append('debt', { runId, ref: of, identity, text: why, debt }))
        .then(options.onOwed, () => undefined)
  }

  function tell(watch: Watch, text: string): void {
    options.notify?.({
      title: `${readOf(watch).name}, ${watch.environment.name}`,
      body: text,
      isLoud: options.isLoud()
    })
  }

  /** What was left behind is asked for once more. */
  function over(watch: Watch): void {
    stopReading(watch)
    const owed = (index()?.owed(watch.identity) ?? []).filter(
      ({ runId, ref }) => runId === watch.run.id || isSame(ref, watch.ref)
    )
    const text = `Still left behind: ${owed.map((debt) => debt.text.replace(/\.$/, '')).join('; ')}`
    if (owed.length > 0) write(watch, 'owed', `${watch.ref.name}: ${text}`)
    tell(watch, [watch.state.end?.text ?? '', ...(owed.length > 0 ? [`${text}.`] : [])].join(' '))
    options.onIdle()
  }

  function end(watch: Watch, how: WatchEnd, note = ''): void {
    if (watch.state.end !== null) return
    watch.state = endWatch(watch.state, watch.session.clock.now().toISOString(), how, note)
    write(watch, 'ended', `${watch.ref.name}: ${watch.state.end?.text ?? ''}`)
    over(watch)
  }

  function tick(): void {
    for (const watch of watches.values()) look(watch)
    publish()
  }

  function publish(): void {
    const ended = [...watches].filter(([, { state }]) => state.end !== null)
    for (const [key] of ended.slice(0, -mostEnded)) watches.delete(key)
    const views = [...watches.values()].map(viewOf)
    if (writing === 0 && !isDeepStrictEqual(views, feeds.value('watches'))) feeds.set('watches', views)
    const open = [...watches.values()].filter(({ state }) => state.end === null)
    clearInterval(timer)
    if (open.length === 0 || isClosed) return
    const speed = Math.max(...open.map(({ session }) => session.clock.speed))
    timer = setInterval(tick, lookEveryMs / Math.min(mostOften, Math.max(1, speed)))
  }

  function start(run: Run, ref: ServiceRef, session: EnvironmentSession, from: WatchState | null): void {
    const { identity } = session.connection
    const state = from ?? beginWatch(session.clock.now().toISOString(), matrix.watchMs)
    const watch: Watch = {
      run,
      ref,
      environment: session.environment,
      identity,
      session,
      state,
      observer: null,
      changes: null,
      open: stillOpen(run, null)
    }
    watches.set(watchKey(run.id, ref), watch)
    if (from === null)
      write(
        watch,
        'begun',
        `${ref.name}: ${run.watchOf ? `${run.watchOf.name} is ` : ''}watched from now on, until it was quiet for ${formatDuration(matrix.watchMs)}`
      )
    else if (from.end === null && isLost(from, session.clock.now().getTime())) end(watch, 'lost')
  }

  /** Another action on a service ends the watch over what was done before. */
  function overtake(run: Run, identity: string): void {
    if (run.state === 'arming') return
    const refs = watchedServices(run, index()?.records(run.id) ?? [])
    for (const watch of watches.values()) {
      const isAnother = watch.identity === identity && watch.run.id !== run.id
      if (
        isAnother &&
        watch.run.approvedAt < run.approvedAt &&
        refs.some((ref) => isSame(ref, watch.ref) || isSame(ref, readOf(watch)))
      )
        end(watch, 'overtaken', `${run.words.doing}.`)
    }
  }

  return {
    /** A run has come further: what it proved is watched from then on. `session` is the one that it goes through. */
    follow(run: Run, session: EnvironmentSession): void {
      overtake(run, session.connection.identity)
      if (isToBeWatched(run)) {
        for (const ref of watchedServices(run, index()?.records(run.id) ?? []))
          if (!watches.has(watchKey(run.id, ref))) start(run, ref, session, null)
      }
      publish()
    },
    /** An environment is open (again): what was watched there goes on, through this connection. */
    resume(session: EnvironmentSession): void {
      const { identity } = session.connection
      const newest = new Map<string, { readonly run: Run; readonly ref: ServiceRef }>()
      for (const run of index()?.ofCluster(identity) ?? [])
        for (const ref of watchedServices(run, index()?.records(run.id) ?? []))
          newest.set(serviceKey(ref), { run, ref })
      for (const { run, ref } of newest.values()) {
        const watch = watches.get(watchKey(run.id, ref))
        if (watch) {
          stopReading(watch)
          watch.session = session
          continue
        }
        const from = recordedWatch(index()?.records(run.id) ?? [], ref)
        const isFresh =
          from === null && isToBeWatched(run) && Date.parse(run.watchUntil ?? '') > session.clock.now().getTime()
        if (isFresh || (from !== null && from.end === null)) start(run, ref, session, from)
      }
      publish()
    },
    /** Whether a connection is still needed. */
    isActive: (session: EnvironmentSession): boolean =>
      [...watches.values()].some((watch) => watch.session === session && watch.state.end === null),
    /** @throws FailureError `notFound` when nothing of that run is watched. */
    stop(runId: string, note: string): void {
      const of = [...watches.values()].filter(({ run, state }) => run.id === runId && state.end === null)
      if (of.length === 0) throw new FailureError(failureOf('notFound', 'Nothing of that is watched any more.'))
      for (const watch of of) end(watch, 'stopped', note)
      publish()
    },
    /** What closing would cut off, one sentence each. */
    open: (): readonly { readonly title: string; readonly text: string }[] =>
      [...watches.values()].flatMap(({ run, ref, environment, state }) =>
        state.end === null
          ? [{ title: `${ref.name}, ${environment.name} (${environment.kind})`, text: saidOfWatch({ run, state }) }]
          : []
      ),
    /** A connection goes away. What is taken up again at the next start is written down as it stands. */
    end(which: (session: EnvironmentSession) => boolean, why: string, isTakenUp: boolean): void {
      for (const [key, watch] of watches) {
        if (!which(watch.session)) continue
        if (watch.state.end === null && isTakenUp)
          write(watch, 'left', `${watch.ref.name}: not watched from now on, because ${why}`)
        else end(watch, 'lost', `Because ${why}.`)
        stopReading(watch)
        watches.delete(key)
      }
      publish()
    },
    close(): void {
      isClosed = true
      clearInterval(timer)
      for (const watch of watches.values()) stopReading(watch)
    }
  }
}

export type Watches = ReturnType<typeof createWatches>

/** What a verdict that is judged without the words of people does not say of them is as it was. */
function openNow({ run, open }: Watch, verdict: Verdict | null): readonly StillOpen[] {
  const isHeard = verdict?.judgements.some(({ signal }) => isReported(signal)) ?? false
  return [
    ...stillOpen(run, verdict).filter(({ signal }) => isHeard || !isReported(signal)),
    ...(isHeard ? [] : open.filter(({ signal }) => isReported(signal)))
  ]
}

function viewOf({ run, ref, environment: { id, name, kind }, state, open, session }: Watch): WatchView {
  const { startedAt, forMs, watchedMs, alarmMs, blindMs, seenAt, phase, blind, restarts, alarms, notes, end } = state
  const openText = openWords(open, session.clock.now().getTime())
  return {
    runId: run.id,
    ref,
    ...(openText === '' ? {} : { open: openText }),
    ...(run.watchOf ? { of: run.watchOf } : {}),
    environment: { id, name, kind },
    done: run.words.done,
    phase,
    said: `${saidOfWatch({ run, state })}${openText === '' ? '' : ` ${openText}`}`,
    startedAt,
    forMs,
    watchedMs,
    alarmMs,
    blindMs,
    seenAt,
    blindWhy: blind?.why ?? null,
    restarts,
    alarms,
    notes,
    minutes: minutesOf(state),
    end
  }
}

/** Where its users are: of a service that was drained nothing can be read, and that is as it should be. */
function readOf({ run, ref }: Pick<Watch, 'run' | 'ref'>): ServiceRef {
  return run.watchOf ?? ref
}

function saidOfWatch({ run, state }: Pick<Watch, 'run' | 'state'>): string {
  return run.watchOf ? `${run.watchOf.name}: ${saidOf(state)}` : saidOf(state)
}
