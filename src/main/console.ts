import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure, RequestInput, RequestName, RequestOutput, Result } from '../contract/index.ts'
import { asFailure, failed, FailureError, failureOf, ok } from '../contract/index.ts'
import { createApproving } from './console/approving.ts'
import { harmSeen } from './console/harm-seen.ts'
import { clipboardText } from './console/clipboard-text.ts'
import { copyableNow } from './console/copyable-now.ts'
import { createConnectionRequests } from './console/connection-requests.ts'
import { createDebts } from './console/debts.ts'
import { createDrillConnection } from './console/drill-connection.ts'
import { createEnvironmentAzure } from './console/environment-azure.ts'
import { environmentHandlers } from './console/environment-handlers.ts'
import { createEnvironmentSettings } from './console/environment-settings.ts'
import { createEnvironments, type Environments } from './console/environments.ts'
import { createEvidenceKeeping } from './console/evidence-keeping.ts'
import { createFeedHub } from './console/feeds.ts'
import { fileFailure } from './console/file-failure.ts'
import { unwrap, type Handlers } from './console/handlers.ts'
import { initialFeeds } from './console/initial-feeds.ts'
import { initialShell } from '../contract/initial-shell.ts'
import { createJudging } from './console/judging.ts'
import { launch } from './console/launch.ts'
import { mishapOf } from './console/mishap.ts'
import { createOneAtATime } from './console/one-at-a-time.ts'
import { chooseMatrix } from './console/own-matrix.ts'
import { chooseMeters } from './console/own-meters.ts'
import { createPrevention } from './console/prevention.ts'
import { createProfile } from './console/profile.ts'
import { recordHandlers } from './console/record-handlers.ts'
import { createRecordKeeper } from './console/record-keeper.ts'
import { runHandlers } from './console/run-handlers.ts'
import { createRuns } from './console/runs.ts'
import { createSaying } from './console/saying.ts'
import { serviceHandlers } from './console/service-handlers.ts'
import { createServiceOnScreen } from './console/service-on-screen.ts'
import { createSessions } from './console/sessions.ts'
import { createShell } from './console/shell.ts'
import { createToldRows } from './console/told-rows.ts'
import { createWatches } from './console/watches.ts'
import { createWorkspace } from './console/workspace.ts'
import { actions } from './actions/registry.ts'
import { createGates } from './checks/gates.ts'
import { keepers } from './checks/keepers.ts'
import { leases } from './reservations/lease.ts'
import { targetChecks } from './checks/registry.ts'
import { readMatrix } from './decision/index.ts'
import { levers } from './levers/registry.ts'
import { createSwitchingClock } from './lib/clock.ts'
import { toldDialogs } from './console/told-dialogs.ts'
import type { Console, ConsolePorts } from './ports/console.ts'

/**
 * The product, wired in flow order: keychain → connections → status → decision → plan → execute → journal → report.
 * Requests come in, feeds go out; nothing here knows which host runs it.
 */
export function createConsole(given: ConsolePorts): Console {
  const { journalDir, resourcesDir, operator, version, secrets } = given
  const clock = createSwitchingClock(given.createClock, given.homeClock)
  const workspace = createWorkspace({
    secrets,
    preferences: given.preferences,
    now: () => new Date(),
    place: given.profile?.dir ?? journalDir,
    onLost: (text) => {
      record.sayOnce(text)
      shell.set({
        failure: failureOf('conflict', text, {
          remedy: 'If nobody you know did that, look at what else was changed on this computer.'
        })
      })
    }
  })
  const feeds = createFeedHub(
    initialFeeds(
      initialShell({
        version,
        clock: clock.view(),
        keychain: secrets.state(),
        connections: workspace.list(),
        operator,
        sandboxed: given.sandboxed,
        preferences: workspace.display()
      }),
      journalDir
    )
  )
  const shell = createShell(feeds)
  const ports = { ...given, dialogs: toldDialogs(given.dialogs, shell) }
  const record = createRecordKeeper({
    journalDir,
    anyPlace: ports.anyJournalPlace ?? false,
    keychain: secrets,
    resourcesDir,
    clock,
    operator,
    version,
    feeds,
    dialogs: ports.dialogs,
    actions
  })
  const { matrix, view: matrixView } = chooseMatrix(loadMatrix(resourcesDir), ports.profile?.dir ?? null)
  const { meters, view: metersView } = chooseMeters(ports.profile?.dir ?? null)
  const profile = createProfile({ ports, feeds, record, matrix: matrixView, meters: metersView })
  const oneAtATime = createOneAtATime()
  const drill = createDrillConnection({
    processes: ports.processes,
    clock,
    shell,
    workspace,
    onAzure: (access) => azure.accounts.setDrill(access)
  })
  const watches = createWatches({
    feeds,
    matrix,
    actions,
    journal: () => record.journal(),
    index: () => record.index(),
    notify: ports.notify,
    operator,
    isLoud: () => workspace.display().alarmSound,
    onIdle: () => environments.closeIdle(),
    onOwed: () => runs.publishDebts()
  })
  const runs = createRuns({
    feeds,
    shell,
    operator,
    levers,
    actions,
    gates: createGates(targetChecks),
    keepers,
    reservations: leases,
    onRun: ({ run, place }) => {
      const session = environments.sessionOf(place)
      if (session) watches.follow(run, session)
      if (run.state === 'settled') environments.closeIdle()
    },
    ...(ports.requestTimeoutMs ? { requestTimeoutMs: ports.requestTimeoutMs } : {})
  })
  const azure = createEnvironmentAzure({
    ports,
    shell,
    workspace,
    record,
    oneAtATime,
    drill,
    runs,
    environments: () => environments
  })
  const toldRows = createToldRows()
  const environments: Environments = createEnvironments({
    ports,
    clock,
    feeds,
    shell,
    workspace,
    record,
    matrix,
    meters,
    runs,
    azure,
    watches,
    toldRows,
    onReachable: () => runs.takeUp()
  })
  void record.ready.then(() => {
    const index = record.index()
    if (index) runs.know(index)
  })
  const { notify, practice } = ports
  const service = createServiceOnScreen({
    notify,
    clock,
    feeds,
    shell,
    workspace,
    record,
    matrix,
    levers,
    environments,
    runs,
    toldRows
  })
  const settings = createEnvironmentSettings({ oneAtATime, shell, workspace, runs, environments, service })
  const sessions = createSessions({
    practice,
    oneAtATime,
    feeds,
    shell,
    workspace,
    record,
    drill,
    environments,
    runs,
    watches,
    service
  })
  const judging = createJudging({ inService: () => service.opened(), feeds, record, clock })
  const saying = createSaying({
    inService: () => service.opened(),
    record,
    clock,
    dialogs: ports.dialogs,
    environment: () => shell.environment()
  })
  const evidence = createEvidenceKeeping({ journalDir, record, clock, ports })
  const prevention = createPrevention({ source: () => service.current()?.prevention() ?? null, record, clock })
  const debts = createDebts({
    runs,
    record,
    clock,
    operator,
    dialogs: ports.dialogs,
    environment: () => shell.environment()
  })
  const approving = createApproving({
    approvals: ports.approvals,
    runs,
    shell,
    harm: ({ scope }) => harmSeen(feeds, scope.service),
    onWithdrawn: ({ place }, text) => void record.note('approval', text, place.environment.id).catch(() => undefined)
  })
  const connections = createConnectionRequests({ ports, clock, shell, workspace, record, sessions })

  /** The last answer to a request that was one; the window shows it until it is put away. */
  let refusal: Failure | null = null

  const handlers: Handlers = {
    ...environmentHandlers({ ports, shell, connections, sessions, settings, azure }),
    ...serviceHandlers({ feeds, record, connections, settings, sessions, service, judging, saying }),
    ...runHandlers({
      ports,
      record,
      runs,
      watches,
      opened: () => environments.opened(),
      approving,
      debts,
      keepEvidence
    }),
    ...recordHandlers({
      ports,
      clock,
      shell,
      workspace,
      record,
      profile,
      sessions,
      evidence,
      prevention,
      keepEvidence,
      textOf: (what) => clipboardText(what, copyableNow({ clock, feeds, record, judging, prevention, refusal }))
    })
  }

  /** @throws FailureError `missing` when no service is open, or it has not been read */
  async function keepEvidence(why: string): Promise<{ readonly folder: string }> {
    const subject = service.opened().evidence()
    if (subject) return evidence.keep(subject, why)
    throw new FailureError(failureOf('missing', 'The service has not been read yet.', { retryable: true }))
  }

  async function request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<RequestOutput<N>>> {
    try {
      return ok(await handlers[name](input))
    } catch (error) {
      const failure = shell.addressed(asFailure(error))
      refusal = failure
      return failed(failure)
    }
  }

  async function start(): Promise<void> {
    await record.ready
    connections.showConnections()
    azure.accounts.show()
    const [problem] = matrixView.problems
    const [ofMeters] = metersView.problems
    if (problem) shell.set({ failure: fileFailure(problem, 'The matrix that comes with Backout is used') })
    else if (ofMeters) shell.set({ failure: fileFailure(ofMeters, 'What comes with Backout is looked for') })
    sessions.showUnfinished()
    const launching = connections.connecting(() =>
      launch({ launch: ports.launch, connections, sessions, settings, workspace })
    )
    // A file of hundreds of contexts takes its time to read, and what was asked for does not wait for it.
    const describing = connections.describeDefault().then((defaultKubeconfig) => shell.set({ defaultKubeconfig }))
    await Promise.all([launching.finally(() => void secrets.probe()), describing])
    await connections.lookAgain()
  }

  const unsubscribeKeychain = secrets.subscribe(() => {
    workspace.keep()
    connections.showConnections()
    azure.accounts.show()
    if (secrets.state().state === 'ready') void workspace.readAgreements().then(() => connections.showConnections())
  })
  const unsubscribeApproving = feeds.subscribe((message) => {
    if (message.feed === 'decision') approving.follow(message.value)
    if (message.feed === 'run' || message.feed === 'shell') approving.followRuns()
  })
  const unsubscribePractice = ports.practice?.subscribe((view) => feeds.set('practice', view))
  start().catch((error: unknown) => shell.set({ failure: shell.addressed(asFailure(error)) }))

  return {
    request,
    subscribe: (listener) => feeds.subscribe(listener),
    wake: () => environments.wake(),
    mishap(error) {
      const failure = mishapOf(error)
      shell.set({ failure: shell.addressed(failure) })
      void record.mishap(failure.message)
    },
    startedAgain: (text) => shell.set({ startedAgain: { text, at: new Date().toISOString() } }),
    closingQuestion: () => runs.closingQuestion(watches.open()),
    async close() {
      unsubscribeKeychain()
      unsubscribePractice?.()
      unsubscribeApproving()
      sessions.end()
      await evidence.close()
      profile.close()
      await record.close()
    }
  }
}

function loadMatrix(resourcesDir: string) {
  const file = join(resourcesDir, 'matrices', 'default.json')
  return unwrap(readMatrix(readFileSync(file, 'utf8'), file))
}
