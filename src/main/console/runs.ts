import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { RequestInput, Run, RunElsewhere } from '../../contract/index.ts'
import { failed, FailureError, failureOf, ok, type Result } from '../../contract/index.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import {
  createExecutor,
  type Approval,
  type AskedGate,
  type Executor,
  type GateAnswer,
  type PlacedPlan,
  type PlacedRun
} from '../execute/index.ts'
import type { Actions } from '../ports/action.ts'
import type { Gates, Keepers } from '../ports/gate.ts'
import type { Journal } from '../ports/journal.ts'
import type { Levers } from '../ports/lever.ts'
import type { Place } from '../ports/place.ts'
import type { Reservations } from '../ports/reservation.ts'
import type { RecordedRun, RunIndex } from '../run/index.ts'
import { closingQuestion } from './closing-question.ts'
import { gitDebts, type DebtBody } from './git-debts.ts'
import type { FeedHub } from './feeds.ts'
import { recentRuns } from './recent-runs.ts'
import { isSame, serviceRefIn } from './service-ref-in.ts'
import type { ServiceSession } from './service-session.ts'
import type { Shell } from './shell.ts'
import { leftDebts } from './left-debts.ts'
import { approvedCommands, unsentDebts } from './unsent-debts.ts'

/** The service on the screen. */
interface Screen {
  readonly environmentId: string
  readonly service: ServiceSession
}

export interface RunsOptions {
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly operator: string
  readonly levers: Levers
  readonly actions: Actions
  readonly gates: Gates
  readonly keepers: Keepers
  readonly reservations: Reservations
  /** Called when a run has come further. */
  readonly onRun: (placed: PlacedRun) => void
  /** How long an answer to a change is waited for, real milliseconds; the executor's own limit when left out. */
  readonly requestTimeoutMs?: number
}

/**
 * What is being done, whatever is on the screen: the run of the opened service is the `run` feed, and those of other
 * services that still go on, or ended unseen, are named in the shell.
 */
export function createRuns(options: RunsOptions) {
  const { feeds, shell, requestTimeoutMs } = options
  let executor: Executor | null = null
  let screen: Screen | null = null
  /** Runs whose end has been on the screen. */
  const seen = new Set<string>()

  /** Of the journal; null until it is open. */
  let index: RunIndex | null = null
  /** Which cluster is on the screen; null for none. */
  let identity: string | null = null
  /** Debts that are being written down. */
  const oweing = new Set<string>()
  /** Left runs that the operator does not want to see now. */
  const putAway = new Set<string>()

  function all(): readonly PlacedRun[] {
    return executor?.runs() ?? []
  }

  function isOnScreen({ run, place }: PlacedRun): boolean {
    return (
      screen !== null &&
      place.environment.id === screen.environmentId &&
      (run.ref === null || isSame(run.ref, screen.service.ref))
    )
  }

  function publish(): void {
    const here = all()
      .filter(isOnScreen)
      .map(({ run }) => run)
    const run = here.at(-1) ?? null
    if (run?.state === 'settled') seen.add(run.id)
    feeds.set('run', run)
    const earlier = here.slice(0, -1)
    if (!isDeepStrictEqual(earlier, feeds.value('earlierRuns'))) feeds.set('earlierRuns', earlier)
    screen?.service.follow(run)
    publishShell()
  }

  function publishDebts(): void {
    const owed = index && identity !== null ? index.owed(identity) : []
    if (!isDeepStrictEqual(owed, feeds.value('debts'))) feeds.set('debts', owed)
  }

  /** What a run left unsent is written down with it, once. */
  function oweUnsent({ run, place }: PlacedRun, journal: Journal, of: RunIndex): void {
    const nowText = place.clock.now().toISOString()
    const commands = approvedCommands(of.records(run.id))
    const owed = of.owed(place.identity)
    for (const body of unsentDebts(run, owed, place.identity, nowText, commands)) oweOnce(body, journal)
  }

  /** What was not moved with the users is written down with the run that moved them, until it is. */
  function oweLeft({ run, place }: PlacedRun, journal: Journal, of: RunIndex): void {
    const nowText = place.clock.now().toISOString()
    const { identity } = place
    for (const body of leftDebts(run, of.records(run.id), of.owed(identity), identity, nowText)) oweOnce(body, journal)
  }

  function oweOnce(body: DebtBody, journal: Journal): void {
    const key = `${body.debt.id} ${body.debt.settledAt === null}`
    if (oweing.has(key)) return
    oweing.add(key)
    void journal.append('debt', { ...body }).then(publishDebts, () => oweing.delete(key))
  }

  /** What is put back at its source while that has the bad release still is written down with the run that it was for. */
  function oweGit({ run, place }: PlacedRun, journal: Journal, of: RunIndex): void {
    if (run.state !== 'verifying' && run.state !== 'settled') return
    const ownership = screen?.service.facts()?.ownership
    if (ownership === undefined) return
    const nowText = place.clock.now().toISOString()
    // What is left of a run is another run, of the same release.
    const owed = new Set(of.openDebts(place.identity).map(({ text }) => text))
    for (const body of gitDebts(run, ownership, of.records(run.id), place.identity, nowText)) {
      if (!owed.has(body.text)) oweOnce(body, journal)
    }
  }

  function publishShell(): void {
    publishDebts()
    const runsElsewhere = [
      ...all()
        .filter((placed) => !isOnScreen(placed) && !(placed.run.state === 'settled' && seen.has(placed.run.id)))
        .map(({ run, place }) => elsewhereOf(run, place.environment, false)),
      ...left().map(({ run, environment }) => elsewhereOf(run, environment, true))
    ]
    const recent = index && identity !== null ? recentRuns(index.ofCluster(identity)) : []
    const was = feeds.value('shell')
    if (isDeepStrictEqual({ runsElsewhere, recent }, { runsElsewhere: was.runsElsewhere, recent: was.recentRuns }))
      return
    shell.set({ runsElsewhere, recentRuns: recent })
  }

  /** What an earlier start left unproved and nobody has taken up; a drill that has ended cannot be. */
  function left(): readonly RecordedRun[] {
    const taken = new Set(all().map(({ run }) => run.id))
    return (index?.allUnsettled() ?? []).filter(
      ({ run, environment }) => environment.kind !== 'drill' && !taken.has(run.id) && !putAway.has(run.id)
    )
  }

  /** Takes up what was cut off on the service on the screen; what another version wrote is said, and left alone. */
  function resume(): void {
    if (!screen || !executor) return
    const { ref } = screen.service
    const unread = executor.resume(screen.service.place(), (run) => run.ref !== null && isSame(run.ref, ref))
    const [first] = unread.filter(({ intent }) => isSame(serviceRefIn(intent.record.body), ref))
    if (!first) return
    const text = `An action of ${utcDated(first.intent.record.t)} on ${ref.name} was recorded by another version of Backout: what became of it is not known, and nothing is sent to ${ref.name}.`
    const remedy = 'Open the service with that version, which settles it by reading.'
    shell.set({ failure: shell.addressed(failureOf('conflict', text, { remedy })) })
  }

  function ready(): Executor {
    if (executor) return executor
    const remedy = 'Open a service from the list first.'
    throw new FailureError(failureOf('missing', 'No service is open.', { remedy }))
  }

  return {
    /** The journal is open: what an earlier start left is said. */
    know(of: RunIndex): void {
      index = of
      publish()
    },
    publishDebts,
    /** What is owed in the cluster on the screen. */
    owed: () => ({ identity, debts: index && identity !== null ? index.owed(identity) : [] }),
    /** Which cluster is on the screen; null for none. */
    inCluster(of: string | null): void {
      identity = of
      publishShell()
    },
    /** What closing would cut off, as a question; null when nothing is under way. */
    closingQuestion: (watched: Parameters<typeof closingQuestion>[1]) =>
      closingQuestion(
        all().map(({ run, place }) => ({ run, environment: place.environment })),
        watched
      ),
    /** Shows what is done to a service, and takes up what a crash cut off there. */
    show(next: Screen, journal: Journal, of: RunIndex): void {
      executor ??= createExecutor({
        journal,
        index: of,
        operator: options.operator,
        reservations: options.reservations,
        holder: `${options.operator} on ${hostname()}`,
        levers: options.levers,
        actions: options.actions,
        gates: options.gates,
        keepers: options.keepers,
        currentPlan: (planId) => screen?.service.planned(planId) ?? null,
        onRun(placed) {
          publish()
          oweUnsent(placed, journal, of)
          oweLeft(placed, journal, of)
          if (isOnScreen(placed)) oweGit(placed, journal, of)
          options.onRun(placed)
        },
        newId: randomUUID,
        ...(requestTimeoutMs ? { timeoutMs: requestTimeoutMs } : {})
      })
      screen = next
      publish()
      resume()
    },
    /** The cluster answers again: reads on for what nobody reads for, of the service on the screen. */
    takeUp: resume,
    /** No service is on the screen; what is done goes on. */
    hide(): void {
      screen = null
      publish()
    },
    /** The run on the screen. */
    current: (): Run | null => feeds.value('run'),
    /** The plan on the screen, by id; null when it is gone. */
    planned: (planId: string): PlacedPlan | null => screen?.service.planned(planId) ?? null,
    /** The plan that is to be approved, or why it cannot be. */
    approvable: (asked: RequestInput<'run.approve'>): Promise<Result<PlacedPlan>> => ready().approvable(asked),
    approve(approval: Approval): Promise<Result<{ readonly runId: string }>> {
      screen?.service.recordVerdict()
      return ready().approve(approval)
    },
    abort: (runId: string): Result<null> => ready().abort(runId),
    /** The gate that asks the operator, or why there is none. */
    gate: (runId: string, stepId: string): Result<AskedGate> => ready().gate(runId, stepId),
    answer: (runId: string, stepId: string, answer: GateAnswer): Result<null> => ready().answer(runId, stepId, answer),
    proveAgain(runId: string): Result<null> {
      const placed = all().find(({ run }) => run.id === runId)
      const place = placed && isOnScreen(placed) ? screen?.service.place() : placed?.place
      if (place) return ready().proveAgain(runId, place)
      return failed(failureOf('notFound', 'There is no such run.'))
    },
    attestable: (runId: string): Result<PlacedRun> => ready().attestable(runId),
    attest: ({ runId, note }: RequestInput<'run.attest'>): Promise<Result<null>> => ready().attest(runId, note),
    /** Takes a settled run away; the one on the screen together with all before it, so that the service starts over. */
    dismiss(runId: string): Result<null> {
      if (left().some(({ run }) => run.id === runId)) {
        putAway.add(runId)
        publishShell()
        return ok(null)
      }
      const shown = all().find((placed) => placed.run.id === runId && isOnScreen(placed))
      const result = ready().dismiss(runId)
      if (!result.ok) return result
      if (shown) for (const { run } of all().filter(isOnScreen)) ready().dismiss(run.id)
      publish()
      if (shown) screen?.service.dropPlan()
      return result
    },
    /** Whether a run still goes on through a connection. */
    isActive: (which: (place: Place) => boolean): boolean =>
      all().some(({ run, place }) => run.state !== 'settled' && which(place)),
    /** Ends the runs of a connection that is going away; `why` is a clause for the record. */
    end(why: string, which: (place: Place) => boolean, isTakenUp = false): void {
      executor?.end(why, { which, isTakenUp })
      publish()
    }
  }
}

export type Runs = ReturnType<typeof createRuns>

function elsewhereOf(run: Run, of: RunElsewhere['environment'], isLeft: boolean): RunElsewhere {
  const { id, words, ref, state, outcome, proved, approvedAt } = run
  const environment = { id: of.id, name: of.name, kind: of.kind }
  return { id, words, ref, environment, state, outcome, proved, approvedAt, isLeft }
}
