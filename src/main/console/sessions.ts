import type {
  AzureTarget,
  ClusterWay,
  ConnectionView,
  EnvironmentView,
  RequestInput,
  ServiceRef
} from '../../contract/index.ts'
import { asFailure, FailureError, failureOf, leadingLever, saidKind } from '../../contract/index.ts'
import { readKubeconfig, type AzureAccess } from '../connections/index.ts'
import type { Matrix } from '../decision/index.ts'
import type { createSwitchingClock } from '../lib/clock.ts'
import type { Actions } from '../ports/action.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { Gates, Keepers } from '../ports/gate.ts'
import type { Levers } from '../ports/lever.ts'
import type { Reservations } from '../ports/reservation.ts'
import { createEvidenceBudget } from '../pod-output/index.ts'
import type { MeterFile } from '../providers/prometheus/index.ts'
import { createAzureAccounts } from './azure-accounts.ts'
import { createDrillSession } from './drill-session.ts'
import { createEnvironments, environmentId } from './environments.ts'
import type { FeedHub } from './feeds.ts'
import { incidentKey } from './incident.ts'
import { noDecision } from './initial-feeds.ts'
import { keepLastKnown, recordedLastKnown } from './last-known.ts'
import { isWorthRemembering, recordedReadings, withLastReadings } from './last-readings.ts'
import { otherWay } from './other-way.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { createLeftOpen } from './left-open.ts'
import { createRuns } from './runs.ts'
import { isSame } from './service-ref-in.ts'
import { openService, type ServiceSession } from './service-session.ts'
import { createSeenServices } from './seen-services.ts'
import type { Shell } from './shell.ts'
import { createWatches } from './watches.ts'
import type { Workspace } from './workspace.ts'

export interface SessionsOptions {
  readonly levers: Levers
  readonly actions: Actions
  readonly gates: Gates
  readonly keepers: Keepers
  readonly reservations: Reservations
  readonly ports: ConsolePorts
  readonly clock: ReturnType<typeof createSwitchingClock>
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly matrix: Matrix
  /** How requests may be counted. */
  readonly meters: readonly MeterFile[]
}

/** Which environment and which service are open, and the drill. Everything that opens or closes goes one at a time. */
export function createSessions(options: SessionsOptions) {
  const {
    ports,
    clock,
    feeds,
    shell,
    workspace,
    record,
    matrix,
    meters,
    levers,
    actions,
    gates,
    keepers,
    reservations
  } = options
  const drill = createDrillSession(ports.processes, (ended) => shell.set({ failure: ended.failure }))
  const { operator, requestTimeoutMs } = ports
  const watches = createWatches({
    feeds,
    matrix,
    journal: () => record.journal(),
    index: () => record.index(),
    notify: ports.notify,
    isLoud: () => workspace.display().alarmSound,
    onIdle: () => environments.closeIdle()
  })
  const runs = createRuns({
    feeds,
    shell,
    operator,
    levers,
    actions,
    gates,
    keepers,
    reservations,
    onRun: ({ run, place }) => {
      const session = environments.sessionOf(place)
      if (session) watches.follow(run, session)
      if (run.state === 'settled') environments.closeIdle()
    },
    ...(requestTimeoutMs ? { requestTimeoutMs } : {})
  })
  const onReachable = (): void => {
    if (service) runs.takeUp()
  }
  const azure = createAzureAccounts({
    ports,
    shell,
    workspace,
    record,
    refuseWhileUsed(accountId) {
      if (shell.environment()?.azure?.accountId === accountId) refuseWhileActing()
    },
    onChanged(accountId) {
      // What is on its way keeps the connection that it began with.
      const opening = serially(async () => {
        const session = environments.current()
        if (!session || shell.environment()?.azure?.accountId !== accountId) return
        refuseWhileActing()
        const { connectionId, context } = session.environment
        environments.showAzure(azureTarget(connectionId, context))
        await session.region.open(() => azureOf(connectionId, context))
      })
      opening.catch(() => undefined)
    }
  })
  const azureTarget = (connectionId: string, context: string): AzureTarget | null =>
    connectionId === drillConnectionId
      ? azure.drillTarget()
      : (workspace.environment(connectionId, context)?.azure ?? null)
  const azureOf = async (connectionId: string, context: string): Promise<AzureAccess | null> => {
    const target = azureTarget(connectionId, context)
    return target && azure.access(target)
  }
  const environments = createEnvironments({
    ports,
    clock,
    feeds,
    shell,
    workspace,
    record,
    matrix,
    meters,
    runs,
    azureTarget,
    azureOf,
    watches,
    onReachable
  })
  void record.ready.then(() => {
    const index = record.index()
    if (index) runs.know(index)
  })
  const evidence = createEvidenceBudget()
  let service: ServiceSession | null = null
  const seen = createSeenServices()
  const leftOpen = createLeftOpen(feeds)
  let keyOfService = ''
  let drillConnectionId: string | null = null
  /** What the drill took the place of. */
  let before: { readonly view: EnvironmentView; readonly ref: ServiceRef | undefined } | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** Each opening and closing looks at what the one before left. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  /** A verification goes on when its service is left; while a request may be on its way somebody has to look. */
  function refuseWhileActing(): void {
    const run = runs.current()
    if (!run || run.state === 'settled' || run.state === 'verifying') return
    throw new FailureError(
      failureOf('refused', `"${run.words.title}" is under way.`, {
        remedy: 'Wait until it has settled, or stop it first.'
      })
    )
  }

  /** What a person agreed to was for the environment that they were told. */
  function refuseOther(of: EnvironmentView): EnvironmentView {
    const view = shell.updateEnvironment({})
    if (view.id === of.id) return view
    throw new FailureError(failureOf('conflict', `${of.name} is not open any more.`))
  }

  /** Nobody is to find themselves in a drill who has just been in production. */
  function refuseToLeave(view: EnvironmentView | null): void {
    if (!view || view.kind === 'drill') return
    const run = runs.current()
    const goesOn =
      run && run.state !== 'settled' ? ` "${run.words.title}" is still being proved there, and goes on.` : ''
    const remedy = 'Confirm that you leave it. One click brings it back.'
    throw new FailureError(failureOf('refused', `${view.name} (${view.kind}) is open.${goesOn}`, { remedy }))
  }

  function setBefore(next: typeof before): void {
    before = next
    shell.set({ leftForDrill: next && { id: next.view.id, name: next.view.name, kind: next.view.kind } })
  }

  function closeService(): void {
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

  function closeRecord(): void {
    if (shell.isRecordOpen()) {
      record.leaveService()
      feeds.set('lastKnown', null)
    }
    shell.set({ record: null })
  }

  function closeEnvironment(): void {
    closeService()
    environments.leave()
    showUnfinished()
  }

  /** What there is to go on with, where nothing is open, and what was left for what is open now. */
  function showUnfinished(): void {
    const open = shell.environment()
    shell.set({ unfinished: open ? null : record.unfinished(), leftOpen: leftOpen.seenFrom(open) })
  }

  /** @param isAgain what is open is opened once more: until that has come about, what is known stays on the screen */
  async function open(input: RequestInput<'environment.open'>, isAgain = false): Promise<EnvironmentView> {
    const ref = isAgain ? service?.ref : undefined
    if (!isAgain) closeService()
    closeRecord()
    const view = await environments.open(input, isAgain ? closeService : null).finally(showUnfinished)
    watches.resume(environments.opened())
    environments.closeIdle()
    // What a crash or the end of Backout cut off is the first thing to look at: it is read, and proved.
    const { identity } = environments.opened().connection
    const cutOff = record
      .index()
      ?.unsettled(identity)
      .findLast(({ ref }) => ref !== null)
    const next = ref ?? cutOff?.ref
    if (next) await openServiceNow(next)
    return view
  }

  /** The replaced credentials are stored whether or not they work: why they do not is said where connections are. */
  async function openAgain(view: EnvironmentView, ref: ServiceRef | undefined): Promise<void> {
    const { connectionId, context, name, namespace } = view
    // Another server than the one it was said of counts as production again.
    const saved = workspace.environment(connectionId, context)
    try {
      await open({ connectionId, context, name, ...(saved ? saidKind(saved) : {}), namespace })
      if (ref && !service) await openServiceNow(ref)
    } catch (error) {
      shell.set({ failure: shell.addressed(asFailure(error)) })
    }
  }

  async function openServiceNow(ref: ServiceRef): Promise<void> {
    const session = environments.opened()
    if (isSame(service?.ref, ref)) return onReachable()
    refuseWhileActing()
    closeService()
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
      onService: (view) => {
        const shown = withLastReadings(view, last)
        if (isWorthRemembering(shown)) seen.see(key, { view: shown })
        feeds.set('service', shown)
        known.seen(shown)
      },
      onVerdict: (verdict) => {
        feeds.set('verdict', verdict)
        known.judged(verdict)
      },
      onDecision: (decision) => {
        feeds.set('decision', decision)
        known.decided(decision, leadingLever(decision))
      },
      onAskedAgain: (text) => {
        const isLoud = workspace.display().alarmSound
        ports.notify?.({ title: `${ref.name}, ${view.name}`, body: text, isLoud })
      },
      onOutput: (output) => feeds.set('output', output),
      onOutputChange: (change) => feeds.grow('output', change),
      onChanges: (changes) => feeds.set('changes', changes),
      onCharts: (charts) => feeds.set('charts', charts)
    })
    if (index) runs.show({ environmentId: view.id, service }, journal, index)
  }

  function stopDrillNow(why: string): void {
    const connectionId = drillConnectionId
    drillConnectionId = null
    azure.setDrill(null)
    if (connectionId !== null) endConnection(connectionId, why)
    drill.stop()
    if (connectionId !== null) workspace.dropPassing(connectionId)
    clock.follow(null)
    shell.set({ clock: clock.view(), connections: workspace.list() })
  }

  function endConnection(connectionId: string, why: string): void {
    if (shell.environment()?.connectionId === connectionId) closeService()
    environments.end(why, (id) => id === connectionId)
  }

  return {
    runs,
    watches,
    /** A drill stays a drill whatever it is called; anything else lives in real time. */
    openEnvironment: (input: RequestInput<'environment.open'>): Promise<EnvironmentView> =>
      serially(async () => {
        refuseWhileActing()
        const isDrill = input.connectionId === drillConnectionId
        if (!isDrill) setBefore(null)
        clock.follow(isDrill ? drill.clock() : null)
        shell.set({ clock: clock.view() })
        const isAgain = shell.environment()?.id === environmentId(input)
        return open(isDrill ? { ...input, kind: 'drill' } : input, isAgain)
      }),
    closeEnvironment: (): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeEnvironment()
      }),
    startDrill: ({ speed = 1, exercise, seed, leave = false }: RequestInput<'drill.start'>): Promise<EnvironmentView> =>
      serially(async () => {
        refuseWhileActing()
        const view = shell.environment()
        if (!leave) refuseToLeave(view)
        ports.practice?.choose(exercise, seed)
        const ref = service?.ref
        stopDrillNow('another drill was started')
        const opened = await shell.busy('the drill to start', () => drill.start(speed))
        if (view && view.kind !== 'drill') setBefore({ view, ref })
        const read = forOperator(await readKubeconfig([{ text: opened.kubeconfig }]))
        const connection = workspace.addPassing({ label: 'drill', ...read })
        drillConnectionId = connection.id
        azure.setDrill(opened.azure)
        clock.follow(opened.clock)
        shell.set({ clock: clock.view(), connections: workspace.list() })
        return open({ connectionId: connection.id, context: read.currentContext, name: 'drill', kind: 'drill' })
      }),
    stopDrill: (): Promise<void> =>
      serially(async () => {
        await ports.practice?.end()
        stopDrillNow('the drill was stopped')
      }),
    /** Opens again what the drill took the place of. */
    backFromDrill: (): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        const to = before
        if (!to) throw new FailureError(failureOf('missing', 'Nothing was open before the drill.'))
        await ports.practice?.end()
        stopDrillNow('the drill was left')
        setBefore(null)
        await openAgain(to.view, to.ref)
      }),
    /** For a connection whose credentials are about to go: nothing uses them afterwards. */
    endConnection: (connectionId: string): Promise<void> =>
      serially(async () => {
        if (shell.environment()?.connectionId === connectionId) refuseWhileActing()
        endConnection(connectionId, 'its connection was forgotten')
      }),
    /** The record of an incident, of the last one when left out, without a cluster. */
    openRecord: (firstSeq?: number): Promise<void> =>
      serially(async () => {
        if (shell.environment()) {
          const remedy = 'Close the environment first, or open the service from its list.'
          throw new FailureError(failureOf('refused', 'An environment is open.', { remedy }))
        }
        const entered = await record.enterRecorded(firstSeq)
        const incident = entered?.incident
        // What was known in an incident that is over is history, and nothing to read out.
        feeds.set('lastKnown', entered?.isOver === false ? recordedLastKnown(record.records()) : null)
        shell.set({
          record: {
            service: incident?.ref ?? null,
            environment: incident?.environment.name ?? '',
            isOver: entered?.isOver ?? false,
            cluster: clusterOf(entered)
          },
          failure: null
        })
      }),
    closeRecord: (): Promise<void> =>
      serially(async () => {
        closeRecord()
        showUnfinished()
      }),
    /** At the start, and after anything that may have left nothing open. */
    showUnfinished,
    /**
     * Stores other credentials for a connection. What is open through it is opened again with them; a verification goes
     * on through the connection that it began with.
     */
    replaceConnection: (connectionId: string, store: () => Promise<ConnectionView>): Promise<ConnectionView> =>
      serially(async () => {
        const view = shell.environment()
        if (view?.connectionId !== connectionId) return store()
        refuseWhileActing()
        const ref = service?.ref
        const connection = await store()
        if (connection.contexts.some(({ name }) => name === view.context)) await openAgain(view, ref)
        else closeEnvironment()
        return connection
      }),
    chooseNamespace: (namespace: string): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeService()
        const view = shell.updateEnvironment({ namespace })
        environments.opened().chooseNamespace(namespace)
        environments.remember(view)
      }),
    listEverywhere: (on: boolean): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeService()
        environments.opened().listEverywhere(on)
      }),
    /** @throws FailureError `missing` when no environment is open. */
    openedEnvironment: (): EnvironmentView => environments.opened() && shell.updateEnvironment({}),
    /** @throws FailureError `conflict` when another environment than `of` is open by now. */
    setPrometheus: (of: EnvironmentView, target: RequestInput<'environment.setPrometheus'>['target']): Promise<void> =>
      serially(async () => {
        const session = environments.opened()
        const view = refuseOther(of)
        session.setPrometheus(await workspace.setPrometheus(view.connectionId, view.context, target))
      }),
    /**
     * Reaches the Prometheus in use by the other way to its Service, and keeps to it.
     * @throws FailureError `missing` where none is known, `refused` for one at an address of its own
     */
    switchPrometheus: (): Promise<void> =>
      serially(async () => {
        const session = environments.opened()
        const { connectionId, context, prometheus } = shell.updateEnvironment({})
        const other = otherWay(session.chosenPrometheus() ?? prometheus)
        session.setPrometheus(await workspace.setPrometheus(connectionId, context, other))
      }),
    /** Who can sign in to Azure. */
    azure,
    /**
     * @throws FailureError `refused` for another profile than the drill's in a drill, and while something is being done; `conflict`
     * when another environment than `of` is open by now.
     */
    setAzure: (of: EnvironmentView, target: RequestInput<'environment.setAzure'>['target']): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        const session = environments.opened()
        refuseOther(of)
        const { connectionId, context } = session.environment
        if (connectionId === drillConnectionId) {
          if (target?.profile !== azure.drillTarget()?.profile)
            throw new FailureError(failureOf('refused', 'The drill has its own Azure.'))
          if (target) azure.chooseForDrill(target.accountId)
        } else {
          if (target) azure.requireKept(target.accountId)
          workspace.setAzure(connectionId, context, target)
        }
        environments.showAzure(target)
        await session.region.open(() => azureOf(connectionId, context))
      }),
    openService: (ref: ServiceRef): Promise<void> => serially(() => openServiceNow(ref)),
    closeService: (): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeService()
      }),
    /** @throws FailureError `missing` when no service is open. */
    inService(): ServiceSession {
      if (service) return service
      const remedy = 'Open a service from the list first.'
      throw new FailureError(failureOf('missing', 'No service is open.', { remedy }))
    },
    /** Of what is worked out what would have helped; null while no service is open, or it has not been read. */
    preventionSource: () => service?.prevention() ?? null,
    /** Nobody looks at logs any more; no service may be open by now. */
    leaveOutput: (): void => service?.output.leave(),
    leaveChanges: (): void => service?.changes.leave(),
    leaveCharts: (): void => service?.charts.leave(),
    wake: (): void => environments.wake(),
    /** Ends everything at once, for the end of the program. */
    end(): void {
      closeEnvironment()
      environments.end('Backout was closed', () => true, true)
      stopDrillNow('Backout was closed')
      watches.close()
    }
  }
}

/** Where an incident that is not over goes on, once its cluster is reached again; a drill ends with us. */
function clusterOf(entered: Awaited<ReturnType<RecordKeeper['enterRecorded']>>): ClusterWay | null {
  if (!entered || entered.isOver || entered.incident.environment.kind === 'drill') return null
  const { connectionId, context, server } = entered.incident.environment
  return { connectionId, context, server }
}

/** One context for each user: the drill has a second name for its operator, which scripts use. */
function forOperator<T extends Pick<ConnectionView, 'contexts' | 'currentContext'>>(read: T): T {
  const current = read.contexts.find(({ name }) => name === read.currentContext)
  return { ...read, contexts: read.contexts.filter((each) => each === current || each.user !== current?.user) }
}

export type Sessions = ReturnType<typeof createSessions>
