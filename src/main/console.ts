import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure, FileProblem, RequestInput, RequestName, RequestOutput, Result } from '../contract/index.ts'
import { asFailure, failed, FailureError, failureOf, feedNames, ok } from '../contract/index.ts'
import { agreeToVouch } from './console/agree-to-vouch.ts'
import { createApproving } from './console/approving.ts'
import { harmSeen } from './console/harm-seen.ts'
import { clipboardText, type Copyable } from './console/clipboard-text.ts'
import { createConnectionRequests } from './console/connection-requests.ts'
import { createDebts } from './console/debts.ts'
import { createDrillConnection } from './console/drill-connection.ts'
import { createEnvironmentAzure } from './console/environment-azure.ts'
import { createEnvironmentSettings } from './console/environment-settings.ts'
import { createEnvironments, type Environments } from './console/environments.ts'
import { createEvidenceKeeping } from './console/evidence-keeping.ts'
import { createFeedHub } from './console/feeds.ts'
import { initialFeeds } from './console/initial-feeds.ts'
import { createJudging } from './console/judging.ts'
import { launch } from './console/launch.ts'
import { createOneAtATime } from './console/one-at-a-time.ts'
import { chooseMatrix } from './console/own-matrix.ts'
import { chooseMeters } from './console/own-meters.ts'
import { createPrevention } from './console/prevention.ts'
import { createProfile } from './console/profile.ts'
import { createRecordKeeper } from './console/record-keeper.ts'
import { createRuns } from './console/runs.ts'
import { createSaying } from './console/saying.ts'
import { createServiceOnScreen } from './console/service-on-screen.ts'
import { createSessions } from './console/sessions.ts'
import { createShell } from './console/shell.ts'
import { shownRequest } from './console/shown-request.ts'
import { statusText } from './console/status-text.ts'
import { refuseStrangeMark } from './console/strange-mark.ts'
import { createWatches } from './console/watches.ts'
import { createWorkspace } from './console/workspace.ts'
import { actions } from './actions/registry.ts'
import { metricsAddress } from './connections/index.ts'
import { createGates } from './checks/gates.ts'
import { keepers } from './checks/keepers.ts'
import { leases } from './reservations/lease.ts'
import { targetChecks } from './checks/registry.ts'
import { readMatrix } from './decision/index.ts'
import { levers } from './levers/registry.ts'
import { createSwitchingClock } from './lib/clock.ts'
import { visibleText } from './lib/visible-text.ts'
import { toldDialogs } from './console/told-dialogs.ts'
import type { Console, ConsolePorts } from './ports/console.ts'

type Handlers = {
  readonly [N in RequestName]: (input: RequestInput<N>) => Promise<RequestOutput<N>> | RequestOutput<N>
}

/**
 * The product, wired in flow order: keychain → connections → status → decision → plan → execute → journal → report.
 * Requests come in, feeds go out; nothing here knows which host runs it.
 */
export function createConsole(given: ConsolePorts): Console {
  const { journalDir, resourcesDir, operator, version, secrets } = given
  const clock = createSwitchingClock(given.createClock, given.homeClock)
  const workspace = createWorkspace({ secrets, preferences: given.preferences, now: () => new Date() })
  const feeds = createFeedHub(
    initialFeeds(
      {
        version,
        clock: clock.view(),
        keychain: secrets.state(),
        connections: workspace.list(),
        defaultKubeconfig: null,
        environment: null,
        links: [],
        busy: null,
        signIn: null,
        azureAccounts: [],
        azureSignIn: null,
        approving: null,
        asking: null,
        failure: null,
        record: null,
        runsElsewhere: [],
        recentRuns: [],
        leftForDrill: null,
        leftOpen: null,
        unfinished: null,
        startedAgain: null,
        operator,
        sandboxed: given.sandboxed,
        preferences: workspace.display()
      },
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
    runs
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
    'keychain.probe': () => done(secrets.probe()),
    'connection.importDefault': (input) => connections.importDefault(input),
    'connection.importFile': (input) => connections.importFile(input),
    'connection.importText': (input) => connections.importText(input),
    'connection.test': (input) => connections.test(input),
    'connection.approveExec': (input) => done(connections.approveExec(input)),
    'connection.approveProxy': (input) => done(connections.approveProxy(input)),
    'connection.forget': ({ connectionId }) => done(connections.forget(connectionId)),

    'drill.start': (input) => sessions.startDrill(input),
    'drill.stop': () => done(sessions.stopDrill()),
    'drill.back': () => done(sessions.backFromDrill()),
    'practice.hint': () => {
      ports.practice?.hint()
      return null
    },
    'practice.end': async () => done(ports.practice?.end() ?? Promise.resolve()),
    'practice.putAway': () => {
      ports.practice?.putAway()
      return null
    },
    'environment.open': async (input) => {
      await connections.agreeToOpen(input)
      return connections.connecting(() => sessions.openEnvironment(input))
    },
    'environment.close': () => done(sessions.closeEnvironment()),
    'environment.stopWaiting': () => {
      shell.stopWaiting()
      return null
    },
    'question.show': () => {
      ports.dialogs.bringToFront?.()
      return null
    },
    'environment.chooseNamespace': ({ namespace }) => done(settings.chooseNamespace(namespace)),
    'environment.listEverywhere': ({ on }) => done(settings.listEverywhere(on)),
    'environment.setPrometheus': async ({ target }) => {
      const view = settings.openedEnvironment()
      const chosen = target !== null && 'url' in target ? { ...target, url: metricsAddress(target.url) } : target
      await connections.agreeToMeasure(view, chosen)
      await settings.setPrometheus(view, chosen)
      return null
    },
    'environment.switchPrometheus': () => done(settings.switchPrometheus()),
    'azure.add': (input) => azure.accounts.add(input),
    'azure.signIn': (input) => done(azure.accounts.signInAgain(input)),
    'azure.signOut': (input) => done(azure.accounts.signOut(input)),
    'azure.stop': () => {
      azure.accounts.stop()
      return null
    },
    'environment.setAzure': async ({ target }) => {
      const view = settings.openedEnvironment()
      await connections.agreeToLead(view, target)
      return done(azure.set(view, target))
    },

    'service.open': ({ ref }) => done(sessions.openService(ref)),
    'service.close': () => done(sessions.closeService()),
    'panel.choose': ({ ref, panel, value }) => {
      const view = settings.openedEnvironment()
      const agree = (account: string): Promise<void> => connections.agreeToWriteTo(view, ref, account)
      return done(service.opened().choose(ref, panel, value, agree))
    },
    'standing.mark': async ({ note, ...mark }) => {
      refuseStrangeMark(mark, feeds.value('service'), feeds.value('decision'))
      await record.mark({ ...mark, note: note ?? '' })
      return done(service.opened().refreshStandings())
    },
    'plan.prepare': ({ lever, choice, continues }) =>
      done(service.opened().prepare({ lever, choice: choice ?? null, continues: continues ?? null })),
    'command.judge': ({ text }) => judging.judge(text),
    'commands.quick': () => judging.quick(),
    'plan.step': ({ planId, stepId }) => shownRequest(service.opened().requestOf(planId, stepId)),
    'run.approve': async (input) => {
      // Beside the person's answer and the time to cancel it, and never in the way of the action.
      keepEvidence('before the action').catch((error: unknown) =>
        record.sayOnce(`Nothing was kept as evidence before the action: ${asFailure(error).message}`)
      )
      return unwrap(await approving.approve(input))
    },
    'run.abort': ({ runId }) => unwrap(runs.abort(runId)),
    'run.answer': async (input) => unwrap(await approving.answer(input)),
    'run.proveAgain': ({ runId }) => unwrap(runs.proveAgain(runId)),
    'run.attest': async (input) => {
      await agreeToVouch({ dialogs: ports.dialogs, operator }, unwrap(runs.attestable(input.runId)), input.note)
      return unwrap(await runs.attest(input))
    },
    'run.dismiss': ({ runId }) => unwrap(runs.dismiss(runId)),

    'watch.stop': ({ runId, note }) => {
      watches.stop(runId, note)
      return null
    },

    'debt.settle': (input) => done(debts.settle(input)),
    'debt.handOver': (input) => done(debts.handOver(input)),
    'prevention.recorded': () => prevention.recorded(),
    'prevention.read': () => prevention.read(),
    'prevention.dryRun': ({ id }) => prevention.dryRun(id),
    'evidence.keep': () => keepEvidence('on demand'),
    'evidence.list': () => evidence.list(),
    'evidence.read': ({ folder, path }) => evidence.read(folder, path),
    'evidence.save': ({ folder }) => evidence.save(folder),
    'evidence.openZip': () => evidence.openZip(),
    'evidence.show': ({ folder }) => evidence.show(folder),
    'signal.report': (input) => done(saying.report(input)),
    'verdict.decline': (input) => done(saying.decline(input)),
    'task.tick': ({ taskId, state }) => done(record.tick(taskId, state)),
    'task.note': ({ taskId, text }) => done(record.taskNote(taskId, text)),
    'record.open': ({ firstSeq }) => done(sessions.openRecord(firstSeq)),
    'record.close': () => done(sessions.closeRecord()),
    'output.look': () => done(service.opened().output.look()),
    'output.follow': ({ on }) => {
      service.opened().output.follow(on)
      return null
    },
    'output.keep': () => done(service.opened().output.keep()),
    'output.leave': () => {
      service.current()?.output.leave()
      return null
    },
    'changes.look': () => done(service.opened().changes.look()),
    'changes.leave': () => {
      service.current()?.changes.leave()
      return null
    },
    'charts.look': ({ windowSeconds }) => {
      service.opened().charts.look(windowSeconds)
      return null
    },
    'charts.leave': () => {
      service.current()?.charts.leave()
      return null
    },
    'incidents.report': ({ firstSeq }) => record.earlierReport(firstSeq),
    'incidents.read': () => done(profile.readIncidents()),
    'contacts.edit': () => profile.editContacts(),
    'contacts.save': ({ text }) => profile.saveContacts(text),
    'place.show': ({ place }) => profile.show(place),
    'report.set': ({ field, value }) => done(record.setReportField(field, value)),
    'record.command': ({ seq }) => {
      const body = record.command(seq)
      if (body) return body
      throw new FailureError(failureOf('notFound', 'There is no such line in the record.'))
    },
    'record.find': ({ text }) => ({ seqs: record.findCommands(text) }),
    'report.read': () => record.report(),
    'report.save': async () => {
      const { markdown } = record.report()
      const path = await ports.dialogs.saveReport(markdown, reportName(clock.now(), record.service()?.name))
      if (path) await record.exported(path, markdown)
      return { path }
    },
    'clipboard.copy': ({ what }) => {
      const text = clipboardText(what, copyable())
      ports.clipboard.write(text)
      return { text }
    },
    'preferences.set': (display) => {
      workspace.setDisplay(display)
      shell.set({ preferences: workspace.display() })
      return null
    }
  }

  /** @throws FailureError `missing` when no service is open, or it has not been read */
  async function keepEvidence(why: string): Promise<{ readonly folder: string }> {
    const subject = service.opened().evidence()
    if (subject) return evidence.keep(subject, why)
    throw new FailureError(failureOf('missing', 'The service has not been read yet.', { retryable: true }))
  }

  /** What the window shows now, and may be copied. */
  function copyable(): Copyable {
    const { plan, traps } = feeds.value('decision')
    return {
      plan,
      traps,
      commands: feeds.value('record').commands,
      report: () => record.report().markdown,
      earlierReport: (firstSeq) => record.earlierReport(firstSeq).markdown,
      checklist: feeds.value('checklist'),
      quick: judging.asked(),
      debts: feeds.value('debts'),
      profile: feeds.value('profile'),
      lastKnown: feeds.value('lastKnown'),
      output: feeds.value('output'),
      changes: feeds.value('changes'),
      charts: feeds.value('charts'),
      proposal: (id) => prevention.yaml(id),
      azureSignIn: feeds.value('shell').azureSignIn,
      signals: feeds.value('service')?.signals ?? [],
      statusUpdate: () => {
        const named = record.service()
        if (!named) return undefined
        return statusText({
          service: named,
          fields: record.report().fields,
          records: record.records(),
          run: feeds.value('run'),
          verdict: feeds.value('verdict'),
          watches: feeds.value('watches'),
          now: clock.now()
        })
      },
      published: [...feedNames.map((name) => feeds.value(name)), refusal],
      isDrill: record.environment()?.kind === 'drill'
    }
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

/** An error of our own, in words; whatever a cluster wrote into it is made visible. */
function mishapOf(error: unknown): Failure {
  const told = visibleText(asFailure(error).message, 300)
  return failureOf('internal', `Something in Backout went wrong and was left out: ${told}`, {
    remedy: 'Go on. What it was about may be shown old; close the service and open it again if something is missing.'
  })
}

/** For requests whose effect is seen in a feed. */
async function done(work: Promise<unknown>): Promise<null> {
  await work
  return null
}

/** The shipped matrix is in use instead: whoever wrote their own has to know. */
function fileFailure({ file, line, column, message }: FileProblem, instead: string): Failure {
  const text = `${file}, line ${line}, column ${column}: ${message}. ${instead}.`
  return failureOf('invalid', text, { remedy: 'Correct the file, and start Backout again.' })
}

function loadMatrix(resourcesDir: string) {
  const file = join(resourcesDir, 'matrices', 'default.json')
  return unwrap(readMatrix(readFileSync(file, 'utf8'), file))
}

/** Of what a cluster calls a service, only letters and digits get into a file name. */
function reportName(now: Date, service = ''): string {
  const words =
    service
      .toLowerCase()
      .slice(0, 63)
      .match(/[a-z0-9]+/g) ?? []
  const at = now.toISOString().slice(0, 16).replaceAll(':', '').replace('T', '-')
  return `${['incident', at, ...words].join('-')}.md`
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
