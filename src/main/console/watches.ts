import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  failureOf,
  FailureError,
  isReported,
  staleLimitMs,
  stillOpen,
  type Run,
  type ServiceRef,
  type StillOpen,
  type WatchEnd
} from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import type { Matrix } from '../decision/index.ts'
import { beginWatch, endWatch, glanceOf, see, type WatchState } from '../monitor/index.ts'
import type { Actions } from '../ports/action.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { Journal } from '../ports/journal.ts'
import type { RunIndex } from '../run/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import type { FeedHub } from './feeds.ts'
import { letGoDebts } from './let-go-debts.ts'
import { isSame } from './service-ref-in.ts'
import { changeWords, overId, readOf, type WatchOver } from './watch-over.ts'
import { createWatchReader, type WatchReading } from './watch-reader.ts'
import { createWatchRecords } from './watch-records.ts'
import { openNow, saidOfWatch, watchView, type ShownWatch } from './watch-view.ts'
import { isLost, isToBeWatched, watchedServices, watchKey } from './watched-services.ts'
import { watchesToResume } from './watches-to-resume.ts'

export interface WatchesOptions {
  readonly feeds: FeedHub
  readonly matrix: Matrix
  readonly actions: Actions
  readonly journal: () => Promise<Journal>
  readonly index: () => RunIndex | null
  readonly notify: ConsolePorts['notify']
  /** Who asks for a watch. */
  readonly operator: string
  readonly isLoud: () => boolean
  /** Called when a watch needs its connection no more. */
  readonly onIdle: () => void
  /** Called when what is owed has changed. */
  readonly onOwed: () => void
}

interface Watch extends ShownWatch, WatchReading {
  readonly identity: string
  session: EnvironmentSession
  state: WatchState
  open: readonly StillOpen[]
}

/** How often a watch looks, real milliseconds; oftener where time goes faster. */
const lookEveryMs = 1_000
const mostOften = 4
/** Watches that are over and still shown. */
const mostEnded = 20

/**
 * The watches over what was proved, each of which begins by itself, and over what somebody else changed back, which is asked for.
 * Each goes on whatever is on the screen and after a restart, and ends with a line in the record. What they find is judged in
 * `monitor/`; this wires it to what is read and written.
 */
export function createWatches(options: WatchesOptions) {
  const { feeds, matrix, index, actions } = options
  const watches = new Map<string, Watch>()
  let timer: ReturnType<typeof setInterval> | undefined
  let isClosed = false
  const records = createWatchRecords({ journal: options.journal, onWritten: () => publish() })
  const { write } = records
  const reader = createWatchReader({ feeds, matrix, actions, index })

  function look(watch: Watch): void {
    if (watch.state.end !== null) return
    const { clock } = watch.session
    const { view, verdict } = reader.known(watch)
    watch.open = openNow(watch, verdict())
    const glance = glanceOf({
      view: view(),
      verdict: verdict(),
      now: clock.now(),
      speed: clock.speed,
      changes: reader.changes(watch, view()),
      // What people say is no reading that could be missed.
      open: watch.open.flatMap(({ signal, isAsking }) => (isReported(signal) || isAsking ? [] : [signal]))
    })
    const seen = see(watch.state, glance, staleLimitMs('metrics', clock.speed))
    watch.state = seen.state
    for (const { what, text, letGo = [] } of seen.events) {
      for (const name of letGo) oweAtOnce(watch, name, text)
      write(watch, what, text === '' ? '' : `${readOf(watch.over, watch.ref).name}: ${text}`)
      if (what === 'alarm' || what === 'blind') tell(watch, text)
      if (what === 'ended') over(watch)
    }
  }

  /** Who is not held any more is not to be resumed: what is owed for it is due now. */
  function oweAtOnce({ over: of, ref, identity }: Watch, name: string, said: string): void {
    const { text: why, debts } = letGoDebts(index()?.owed(identity) ?? [], { run: { id: overId(of) }, ref, name, said })
    for (const { runId, ref: owing, ...debt } of debts)
      void options
        .journal()
        .then((journal) => journal.append('debt', { runId, ref: owing, identity, text: why, debt }))
        .then(options.onOwed, () => undefined)
  }

  function tell(watch: Watch, text: string): void {
    options.notify?.({
      title: `${readOf(watch.over, watch.ref).name}, ${watch.environment.name}`,
      body: text,
      isLoud: options.isLoud()
    })
  }

  /** What was left behind is asked for once more. */
  function over(watch: Watch): void {
    reader.stop(watch)
    const owed = (index()?.owed(watch.identity) ?? []).filter(
      ({ runId, ref }) => runId === overId(watch.over) || isSame(ref, watch.ref)
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
    const views = [...watches.values()].map((watch) => watchView(watch, watch.session.clock.now()))
    if (!records.isWriting() && !isDeepStrictEqual(views, feeds.value('watches'))) feeds.set('watches', views)
    const open = [...watches.values()].filter(({ state }) => state.end === null)
    clearInterval(timer)
    if (open.length === 0 || isClosed) return
    const speed = Math.max(...open.map(({ session }) => session.clock.speed))
    timer = setInterval(tick, lookEveryMs / Math.min(mostOften, Math.max(1, speed)))
  }

  function start(over: WatchOver, ref: ServiceRef, session: EnvironmentSession, from: WatchState | null): Watch {
    const watch: Watch = {
      over,
      ref,
      environment: session.environment,
      identity: session.connection.identity,
      session,
      state: from ?? beginWatch(session.clock.now().toISOString(), matrix.watchMs),
      observer: null,
      changes: null,
      open: over.kind === 'run' ? stillOpen(over.run, null) : []
    }
    watches.set(watchKey(overId(over), ref), watch)
    if (from === null) write(watch, 'begun', `${ref.name}: ${begunText(over, matrix.watchMs)}`)
    else if (from.end === null && isLost(from, session.clock.now().getTime())) end(watch, 'lost')
    return watch
  }

  /** A watch that is known goes through this connection from now on; false for one that is not. */
  function goOn(key: string, session: EnvironmentSession): boolean {
    const watch = watches.get(key)
    if (!watch) return false
    reader.stop(watch)
    watch.session = session
    return true
  }

  /** Another action on a service ends the watch over what was done before. */
  function overtake(run: Run, identity: string): void {
    if (run.state === 'arming') return
    const refs = watchedServices(run, index()?.records(run.id) ?? [])
    for (const watch of watches.values()) {
      const { over, ref: own } = watch
      const isAnother = watch.identity === identity && overId(over) !== run.id
      const begunAt = over.kind === 'run' ? over.run.approvedAt : watch.state.startedAt
      if (
        isAnother &&
        begunAt < run.approvedAt &&
        refs.some((ref) => isSame(ref, own) || isSame(ref, readOf(over, own)))
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
          if (!watches.has(watchKey(run.id, ref))) start({ kind: 'run', run }, ref, session, null)
      }
      publish()
    },
    /**
     * Watches the open service over the change back that its verdict offers.
     * @throws FailureError `conflict` when another service is open by now, nothing is offered, or it is watched already
     */
    begin(ref: ServiceRef, session: EnvironmentSession): void {
      const change = feeds.value('verdict')?.changedBack
      if (!isSame(feeds.value('service')?.ref, ref) || !change)
        throw new FailureError(failureOf('conflict', `There is no change of ${ref.name} to watch now.`))
      const { identity } = session.connection
      const isOpen = (watch: Watch): boolean => watch.state.end === null && watch.identity === identity
      if ([...watches.values()].some((watch) => isOpen(watch) && isSame(watch.ref, ref)))
        throw new FailureError(failureOf('conflict', `${ref.name} is watched already.`))
      const over = { kind: 'change', id: randomUUID(), change, begunBy: options.operator } as const
      start(over, ref, session, null)
      publish()
    },
    /** An environment is open (again): what was watched there goes on, through this connection. */
    resume(session: EnvironmentSession): void {
      const open = index()
      if (open === null) return
      for (const recorded of watchesToResume(open, session.connection.identity, session.clock.now())) {
        const { over, ref, from, isOpen, overtakenBy } = recorded
        if (goOn(watchKey(overId(over), ref), session) || !isOpen) continue
        const watch = start(over, ref, session, from)
        if (overtakenBy) end(watch, 'overtaken', `${overtakenBy.words.doing}.`)
      }
      publish()
    },
    /** Whether a connection is still needed. */
    isActive: (session: EnvironmentSession): boolean =>
      [...watches.values()].some((watch) => watch.session === session && watch.state.end === null),
    /** @throws FailureError `notFound` when nothing of that name is watched. */
    stop(id: string, note: string): void {
      const of = [...watches.values()].filter(({ over, state }) => overId(over) === id && state.end === null)
      if (of.length === 0) throw new FailureError(failureOf('notFound', 'Nothing of that is watched any more.'))
      for (const watch of of) end(watch, 'stopped', note)
      publish()
    },
    /** What closing would cut off, one sentence each. */
    open: (): readonly { readonly title: string; readonly text: string }[] =>
      [...watches.values()].flatMap(({ over, ref, environment, state }) =>
        state.end === null
          ? [{ title: `${ref.name}, ${environment.name} (${environment.kind})`, text: saidOfWatch({ over, state }) }]
          : []
      ),
    /** A connection goes away. What is taken up again at the next start is written down as it stands. */
    end(which: (session: EnvironmentSession) => boolean, why: string, isTakenUp: boolean): void {
      for (const [key, watch] of watches) {
        if (!which(watch.session)) continue
        if (watch.state.end === null && isTakenUp)
          write(watch, 'left', `${watch.ref.name}: not watched from now on, because ${why}`)
        else end(watch, 'lost', `Because ${why}.`)
        reader.stop(watch)
        watches.delete(key)
      }
      publish()
    },
    close(): void {
      isClosed = true
      clearInterval(timer)
      for (const watch of watches.values()) reader.stop(watch)
    }
  }
}

export type Watches = ReturnType<typeof createWatches>

function begunText(over: WatchOver, forMs: number): string {
  const until = `watched from now on, until it was quiet for ${formatDuration(forMs)}`
  if (over.kind === 'change') return `${changeWords(over.change)} is ${until}, as ${over.begunBy} asked for`
  return `${over.run.watchOf ? `${over.run.watchOf.name} is ` : ''}${until}`
}
