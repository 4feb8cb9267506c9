import type { EnvironmentView, LeftOpen, ServiceRef } from '../../contract/index.ts'
import { FailureError, failureOf, leadingLever } from '../../contract/index.ts'
import type { Matrix } from '../decision/index.ts'
import { createEvidenceBudget } from '../pod-output/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { Levers } from '../ports/lever.ts'
import type { Environments } from './environments.ts'
import type { FeedHub } from './feeds.ts'
import { incidentKey } from './incident.ts'
import { noDecision } from './initial-feeds.ts'
import { keepLastKnown, recordedLastKnown } from './last-known.ts'
import { isWorthRemembering, recordedReadings, withLastReadings } from './last-readings.ts'
import { refuseWhileActing } from './leaving.ts'
import { createLeftOpen } from './left-open.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Runs } from './runs.ts'
import { createSeenServices } from './seen-services.ts'
import { isSame } from './service-ref-in.ts'
import { openService } from './open-service.ts'
import type { ServiceSession } from './service-session.ts'
import type { Shell } from './shell.ts'
import type { ToldRows } from './told-rows.ts'
import type { Workspace } from './workspace.ts'

export interface ServiceOnScreenOptions {
  readonly notify: ConsolePorts['notify']
  readonly clock: Clock
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly matrix: Matrix
  readonly levers: Levers
  readonly environments: Environments
  readonly runs: Runs
  readonly toldRows: Pick<ToldRows, 'judged'>
}

/** The service that is open: what is seen of it becomes feeds, and what is known of it outlives its closing. */
export function createServiceOnScreen(options: ServiceOnScreenOptions) {
  const { notify, clock, feeds, shell, workspace, record, matrix, levers, environments, runs } = options
  const evidence = createEvidenceBudget()
  const seen = createSeenServices()
  const leftOpen = createLeftOpen(feeds)
  let service: ServiceSession | null = null
  let keyOfService = ''

  function close(): void {
    const facts = service?.facts()
    if (facts) seen.see(keyOfService, { facts })
    const of = shell.environment()
    if (service && of) leftOpen.leave(service.ref, of, clock.now())
    service?.close()
    service = null
    runs.hide()
    feeds.set('service', null)
    feeds.set('verdict', null)
    feeds.set('decision', noDecision)
    feeds.set('lastKnown', null)
    feeds.set('output', null)
    feeds.set('changes', null)
    feeds.set('charts', null)
    record.leaveService()
  }

  /** In place of the one that is open. @throws FailureError `refused` while something is being done to that one */
  async function open(ref: ServiceRef): Promise<void> {
    const session = environments.opened()
    if (isSame(service?.ref, ref)) return runs.takeUp()
    refuseWhileActing(runs.current())
    close()
    const view = shell.updateEnvironment({})
    const { context, identity } = session.connection
    leftOpen.enter(ref, view)
    await record.enterService({ environment: view, ref, context, identity })
    const journal = await record.journal()
    const index = record.index()
    const key = `${identity} ${incidentKey(view.id, ref)}`
    const was = seen.of(key)
    const last = { view: was.view ?? null, recorded: recordedReadings(record.records()) }
    keyOfService = key
    const known = keepLastKnown({
      before: was.known ?? recordedLastKnown(record.records()),
      onKept: (kept) => seen.see(key, { known: kept }),
      onShown: (shown) => feeds.set('lastKnown', shown)
    })
    service = openService({
      ref,
      environment: view,
      session,
      matrix,
      journal,
      evidence,
      recorded: (uid) => record.index()?.about(uid) ?? [],
      lastFacts: was.facts ?? null,
      levers,
      procedureCommands: () => feeds.value('checklist').tasks.flatMap(({ commands }) => commands),
      onService: (next) => {
        const shown = withLastReadings(next, last)
        if (isWorthRemembering(shown)) seen.see(key, { view: shown })
        feeds.set('service', shown)
        known.seen(shown)
      },
      onVerdict: (verdict) => {
        feeds.set('verdict', verdict)
        if (options.toldRows.judged(view.id, ref, verdict)) environments.listAgain()
        known.judged(verdict)
      },
      onDecision: (decision) => {
        feeds.set('decision', decision)
        known.decided(decision, leadingLever(decision))
      },
      onAskedAgain: (text) => {
        const isLoud = workspace.display().alarmSound
        notify?.({ title: `${ref.name}, ${view.name}`, body: text, isLoud })
      },
      onOutput: (output) => feeds.set('output', output),
      onOutputChange: (change) => feeds.grow('output', change),
      onChanges: (changes) => feeds.set('changes', changes),
      onCharts: (charts) => feeds.set('charts', charts)
    })
    if (index) runs.show({ environmentId: view.id, service }, journal, index)
  }

  return {
    open,
    close,
    /** Null while none is open. */
    current: (): ServiceSession | null => service,
    /** @throws FailureError `missing` when no service is open. */
    opened(): ServiceSession {
      if (service) return service
      const remedy = 'Open a service from the list first.'
      throw new FailureError(failureOf('missing', 'No service is open.', { remedy }))
    },
    /** The service that asked for action when it was left, as the screen of an environment reminds of it. */
    leftOpen: (from: EnvironmentView | null): LeftOpen | null => leftOpen.seenFrom(from)
  }
}

export type ServiceOnScreen = ReturnType<typeof createServiceOnScreen>
