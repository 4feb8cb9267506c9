import { join } from 'node:path'
import { homedir } from 'node:os'
import { readFileSync } from 'node:fs'
import type {
  EnvironmentView,
  Failure,
  Feeds,
  LinkView,
  RequestInput,
  RequestName,
  RequestOutput,
  Result,
  ServiceRef
} from '../contract/index.ts'
import { asFailure, failed, FailureError, failureOf, ok } from '../contract/index.ts'
import { defaultKubeconfigSources, readKubeconfig, testConnection, type KubeconfigSource } from './connections/index.ts'
import { clipboardText } from './console/clipboard-text.ts'
import { createDrillSession } from './console/drill-session.ts'
import { openEnvironment, type EnvironmentSession } from './console/environment-session.ts'
import { createFeedHub } from './console/feeds.ts'
import { createRecordKeeper } from './console/record-keeper.ts'
import { openService, type ServiceSession } from './console/service-session.ts'
import { createWorkspace } from './console/workspace.ts'
import { readMatrix } from './decision/index.ts'
import { createSwitchingClock } from './lib/clock.ts'
import type { Console, ConsolePorts } from './ports/console.ts'

type Handlers = {
  readonly [N in RequestName]: (input: RequestInput<N>) => Promise<RequestOutput<N>> | RequestOutput<N>
}

/**
 * The product, wired in flow order: keychain → connections → status → decision → plan → execute → journal → report.
 * Requests come in, feeds go out; nothing here knows which host runs it.
 */
export function createConsole(ports: ConsolePorts): Console {
  const clock = createSwitchingClock(ports.createClock, ports.homeClock)
  const now = (): Date => clock.now()
  const workspace = createWorkspace({ secrets: ports.secrets, preferences: ports.preferences, now: () => new Date() })
  const matrix = loadMatrix(ports.resourcesDir)
  const feeds = createFeedHub(initialFeeds())
  const record = createRecordKeeper({
    journalDir: ports.journalDir,
    resourcesDir: ports.resourcesDir,
    clock,
    operator: ports.operator,
    version: ports.version,
    feeds
  })
  const drill = createDrillSession(ports.processes, (ended) => shell({ failure: ended.failure }))

  let environment: EnvironmentSession | null = null
  let service: ServiceSession | null = null
  let drillConnectionId: string | null = null
  let turn: Promise<unknown> = Promise.resolve()

  function initialFeeds(): Feeds {
    return {
      shell: {
        version: ports.version,
        clock: clock.view(),
        keychain: ports.secrets.state(),
        connections: workspace.list(),
        defaultKubeconfig: null,
        environment: null,
        links: [],
        busy: null,
        failure: null,
        operator: ports.operator,
        sandboxed: ports.sandboxed,
        preferences: workspace.display()
      },
      services: null,
      service: null,
      verdict: null,
      decision: { levers: [], traps: [], plan: null, failure: null },
      run: null,
      checklist: { runbook: '', title: '', subtitle: '', tasks: [], contacts: [], problems: [] },
      record: { health: { state: 'healthy', path: ports.journalDir, lastSeq: 0 }, commands: [], timeline: [] },
      report: {
        fields: emptyReportFields(),
        markdown: '',
        missing: []
      }
    }
  }

  function shell(change: Partial<Feeds['shell']>): void {
    feeds.update('shell', (view) => ({ ...view, ...change }))
  }

  /** Shows what is awaited while `work` runs. */
  async function busy<T>(text: string, work: () => Promise<T>): Promise<T> {
    shell({ busy: { text, sinceAt: new Date().toISOString() }, failure: null })
    try {
      return await work()
    } finally {
      shell({ busy: null })
    }
  }

  function onLink(link: LinkView): void {
    feeds.update('shell', (view) => ({
      ...view,
      links: [...view.links.filter(({ id }) => id !== link.id), link].sort((a, b) => a.id.localeCompare(b.id))
    }))
  }

  function updateEnvironment(change: Partial<EnvironmentView>): EnvironmentView {
    const current = feeds.value('shell').environment
    if (!current) throw new FailureError(failureOf('missing', 'No environment is open.', { remedy: 'Open one first.' }))
    const next = { ...current, ...change }
    shell({ environment: next })
    return next
  }

  async function add(label: string, sources: readonly KubeconfigSource[], id?: string) {
    const read = await readKubeconfig(sources)
    const connection = await workspace.add({ label, ...read }, id)
    shell({ connections: workspace.list(), keychain: ports.secrets.state() })
    return connection
  }

  async function open(input: RequestInput<'environment.open'>): Promise<EnvironmentView> {
    const connection = workspace.known(input.connectionId)
    const context = workspace.contextOf(connection, input.context)
    const saved = workspace.environment(connection.id, context.name)
    closeEnvironment()
    const namespace = input.namespace || saved?.namespace || context.namespace || 'default'
    const view: EnvironmentView = {
      id: `${connection.id}/${context.name}`,
      name: input.name,
      kind: input.kind,
      connectionId: connection.id,
      context: context.name,
      server: context.server,
      namespace,
      insecure: context.insecure
    }
    return busy(`Connecting to ${context.server}`, async () => {
      const session = await openEnvironment({
        environment: view,
        kubeconfig: await workspace.kubeconfig(connection.id),
        version: ports.version,
        env: ports.env,
        clock,
        approvals: workspace,
        prometheus: saved?.prometheus ?? null,
        onExchange: (exchange) => record.exchange(exchange),
        onLink,
        onSecret: (value) => record.forbid(value),
        onServices: (services) => feeds.set('services', services),
        onPrometheus: (target) => {
          const current = feeds.value('shell').environment
          if (current?.id !== view.id) return
          const { prometheus: _gone, ...rest } = current
          shell({ environment: target ? { ...rest, prometheus: target } : rest })
        }
      })
      environment = session
      workspace.saveEnvironment({
        connectionId: connection.id,
        context: context.name,
        name: input.name,
        kind: input.kind,
        namespace,
        prometheus: saved?.prometheus ?? null
      })
      shell({ environment: view })
      const { identity, user } = session.connection
      await record.attach({ environment: view, identity, user })
      await takeUp(record.openIntents(identity))
      return view
    })
  }

  /** An action that a crash cut off is the first thing to look at: its service is opened, and reading settles it. */
  async function takeUp(intents: ReturnType<typeof record.openIntents>): Promise<void> {
    const ref = serviceRefIn(intents.at(-1)?.body)
    if (ref) await openServiceNow(ref)
  }

  /** Opening and closing happen one after the other: each looks at what the one before left. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  async function openServiceNow(ref: ServiceRef): Promise<null> {
    const session = inEnvironment()
    if (service?.ref.namespace === ref.namespace && service.ref.name === ref.name) return null
    closeService()
    const view = updateEnvironment({})
    await record.enterService({ environment: view, ref, context: session.connection.context })
    service = openService({
      ref,
      environment: view,
      session,
      matrix,
      clock,
      journal: await record.journal(),
      operator: ports.operator,
      procedureCommands: () => feeds.value('checklist').tasks.flatMap(({ commands }) => commands),
      onService: (seen) => feeds.set('service', seen),
      onVerdict: (verdict) => feeds.set('verdict', verdict),
      onDecision: (decision) => feeds.set('decision', decision),
      onRun: (run) => feeds.set('run', run)
    })
    const left = record.openIntents(session.connection.identity).filter((intent) => isAbout(intent.body, ref))
    await service.executor.resume(left)
    return null
  }

  function closeService(): void {
    service?.close()
    service = null
    feeds.set('service', null)
    feeds.set('verdict', null)
    feeds.set('decision', { levers: [], traps: [], plan: null, failure: null })
    feeds.set('run', null)
    record.leaveService()
  }

  function closeEnvironment(): void {
    closeService()
    environment?.close()
    environment = null
    feeds.set('services', null)
    shell({ environment: null, links: [] })
  }

  function inEnvironment(): EnvironmentSession {
    if (environment) return environment
    throw new FailureError(
      failureOf('missing', 'No environment is open.', { remedy: 'Open a connection or the drill first.' })
    )
  }

  function inService(): ServiceSession {
    if (service) return service
    throw new FailureError(
      failureOf('missing', 'No service is open.', { remedy: 'Open a service from the list first.' })
    )
  }

  const handlers: Handlers = {
    'connection.importDefault': async () => {
      const sources = await defaultKubeconfigSources(ports.env, ports.env['HOME'] ?? homedir())
      if (sources.length === 0) {
        throw new FailureError(
          failureOf('notFound', 'There is no kubeconfig at $KUBECONFIG or ~/.kube/config.', {
            remedy: 'Choose a file, or paste one.'
          })
        )
      }
      return add(ports.env['KUBECONFIG'] ? '$KUBECONFIG' : '~/.kube/config', sources)
    },
    'keychain.probe': async () => {
      await ports.secrets.probe()
      return null
    },
    'connection.importFile': async () => {
      const chosen = await ports.dialogs.openKubeconfig()
      return (
        chosen &&
        add(fileName(chosen.path), [{ text: chosen.text, path: chosen.path, baseDir: join(chosen.path, '..') }])
      )
    },
    'connection.importText': ({ text }) => add('pasted', [{ text }]),
    'connection.replaceText': ({ connectionId, text }) => {
      const { label } = workspace.known(connectionId)
      return add(label, [{ text }], connectionId)
    },
    'connection.test': async ({ connectionId, context }) => {
      const connection = workspace.known(connectionId)
      workspace.contextOf(connection, context)
      const { text, user, version } = await testConnection({
        kubeconfig: await workspace.kubeconfig(connectionId),
        context,
        environmentName: connection.label,
        version: ports.version,
        env: ports.env,
        clock,
        approvals: workspace
      })
      return { text, user, version }
    },
    'connection.approveExec': async ({ connectionId, context, sha256 }) => {
      const plugin = workspace.contextOf(workspace.known(connectionId), context).exec
      if (!plugin || plugin.sha256 !== sha256) {
        throw new FailureError(
          failureOf('conflict', 'The credential plugin is not the one that was shown.', {
            remedy: 'Read its path and hash again, then approve.'
          })
        )
      }
      workspace.approve(plugin.path, plugin.sha256)
      await record.note('approved', `Approved the credential plugin ${plugin.path}, SHA-256 ${plugin.sha256}`)
      shell({ connections: withApprovals(workspace.list()) })
      return null
    },
    'connection.forget': async ({ connectionId }) => {
      if (feeds.value('shell').environment?.connectionId === connectionId) closeEnvironment()
      await workspace.forget(connectionId)
      shell({ connections: workspace.list() })
      return null
    },
    'drill.start': ({ speed }) => serially(() => startDrill(speed ?? 1)),
    'drill.stop': () =>
      serially(async () => {
        stopDrill()
        return null
      }),
    'environment.open': (input) => serially(() => openChosen(input)),
    'environment.close': () =>
      serially(async () => {
        closeEnvironment()
        return null
      }),
    'environment.chooseNamespace': ({ namespace }) =>
      serially(async () => {
        closeService()
        const view = updateEnvironment({ namespace })
        inEnvironment().chooseNamespace(namespace)
        rememberEnvironment(view)
        return null
      }),
    'environment.setPrometheus': ({ target }) => {
      inEnvironment().setPrometheus(target)
      rememberEnvironment(updateEnvironment({}), target)
      return null
    },
    'service.open': ({ ref }) => serially(() => openServiceNow(ref)),
    'service.close': () =>
      serially(async () => {
        closeService()
        return null
      }),
    'revision.mark': async ({ ref, replicaSetUid, mark, note }) => {
      await record.mark({ ref, replicaSetUid, mark, note: note ?? '' })
      await inService().refreshRecords()
      return null
    },
    'plan.prepare': async ({ revision }) => {
      await inService().prepare(revision)
      return null
    },
    'run.approve': async (input) => unwrap(await inService().executor.approve(input)),
    'run.abort': ({ runId }) => unwrap(inService().executor.abort(runId)),
    'run.dismiss': ({ runId }) => {
      const done = unwrap(inService().executor.dismiss(runId))
      feeds.set('run', null)
      inService().dropPlan()
      return done
    },
    'task.tick': async ({ taskId, state }) => {
      await record.tick(taskId, state)
      return null
    },
    'task.note': async ({ taskId, text }) => {
      await record.taskNote(taskId, text)
      return null
    },
    'report.set': async ({ field, value }) => {
      await record.setReportField(field, value)
      return null
    },
    'report.save': async () => {
      const path = await ports.dialogs.saveReport(
        feeds.value('report').markdown,
        reportName(now(), feeds.value('service')?.ref.name)
      )
      if (path) await record.exported(path)
      return { path }
    },
    'clipboard.copy': ({ what }) => {
      const text = clipboardText(what, {
        plan: feeds.value('decision').plan,
        failure: feeds.value('decision').failure,
        record: feeds.value('record'),
        report: feeds.value('report'),
        checklist: feeds.value('checklist')
      })
      ports.clipboard.write(text)
      return { text }
    },
    'preferences.set': ({ theme, panes }) => {
      workspace.setDisplay({ theme, panes })
      shell({ preferences: workspace.display() })
      return null
    }
  }

  function withApprovals(connections: Feeds['shell']['connections']): Feeds['shell']['connections'] {
    return connections.map((connection) => ({
      ...connection,
      contexts: connection.contexts.map((context) =>
        context.exec
          ? {
              ...context,
              exec: { ...context.exec, approved: workspace.isApproved(context.exec.path, context.exec.sha256) }
            }
          : context
      )
    }))
  }

  function rememberEnvironment(
    view: EnvironmentView,
    prometheus = workspace.environment(view.connectionId, view.context)?.prometheus ?? null
  ): void {
    const { connectionId, context, name, kind, namespace } = view
    workspace.saveEnvironment({ connectionId, context, name, kind, namespace, prometheus })
  }

  async function startDrill(speed: number): Promise<EnvironmentView> {
    stopDrill()
    const opened = await busy('Starting the drill', () => drill.start(speed))
    const read = await readKubeconfig([{ text: opened.kubeconfig }])
    const connection = workspace.addPassing({ label: 'drill', ...read })
    drillConnectionId = connection.id
    clock.follow(opened.clock)
    shell({ clock: clock.view(), connections: workspace.list() })
    return open({ connectionId: connection.id, context: read.currentContext, name: 'drill', kind: 'drill' })
  }

  /** A drill stays a drill whatever it is called; anything else lives in real time. */
  function openChosen(input: RequestInput<'environment.open'>): Promise<EnvironmentView> {
    const isDrill = input.connectionId === drillConnectionId
    if (!isDrill) clock.follow(null)
    shell({ clock: clock.view() })
    return open(isDrill ? { ...input, kind: 'drill' } : input)
  }

  function stopDrill(): void {
    if (feeds.value('shell').environment?.connectionId === drillConnectionId) closeEnvironment()
    drill.stop()
    if (drillConnectionId) workspace.dropPassing(drillConnectionId)
    drillConnectionId = null
    clock.follow(null)
    shell({ clock: clock.view(), connections: workspace.list() })
  }

  async function request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<RequestOutput<N>>> {
    try {
      return ok(await handlers[name](input))
    } catch (error) {
      return failed(withEnvironment(asFailure(error)))
    }
  }

  function withEnvironment(failure: Failure): Failure {
    const name = feeds.value('shell').environment?.name
    return name && !failure.address.environment
      ? { ...failure, address: { ...failure.address, environment: name } }
      : failure
  }

  async function start(): Promise<void> {
    await record.ready
    const keychain = await ports.secrets.probe().catch(() => ports.secrets.state())
    const sources = await defaultKubeconfigSources(ports.env, ports.env['HOME'] ?? homedir()).catch(() => [])
    const found = sources.length > 0 ? await readKubeconfig(sources).catch(() => null) : null
    shell({
      keychain,
      connections: withApprovals(workspace.list()),
      defaultKubeconfig: found && {
        path: ports.env['KUBECONFIG'] ? '$KUBECONFIG' : '~/.kube/config',
        contexts: found.contexts.length
      }
    })
    await launch()
  }

  async function launch(): Promise<void> {
    const wanted = ports.launch
    if (wanted.kind === 'drill') {
      unwrap(await request('drill.start', wanted.speed === undefined ? {} : { speed: wanted.speed }))
      return
    }
    if (wanted.kind === 'kubeconfig') {
      const connection = await add(fileName(wanted.file), [
        { text: readFileSync(wanted.file, 'utf8'), path: wanted.file, baseDir: join(wanted.file, '..') }
      ])
      const saved = workspace.environment(connection.id, wanted.context)
      const chosen = {
        connectionId: connection.id,
        context: wanted.context,
        name: saved?.name ?? wanted.context,
        kind: saved?.kind ?? 'production',
        ...(wanted.namespace ? { namespace: wanted.namespace } : {})
      }
      await serially(() => openChosen(chosen))
      if (wanted.deployment) {
        const namespace = feeds.value('shell').environment?.namespace ?? 'default'
        unwrap(await request('service.open', { ref: { namespace, name: wanted.deployment } }))
      }
      return
    }
    const last = workspace.last()
    if (last)
      unwrap(
        await request('environment.open', {
          connectionId: last.connectionId,
          context: last.context,
          name: last.name,
          kind: last.kind
        })
      )
  }

  const unsubscribeKeychain = ports.secrets.subscribe((keychain) =>
    shell({ keychain, connections: withApprovals(workspace.list()) })
  )
  const started = start().catch((error: unknown) => shell({ failure: withEnvironment(asFailure(error)) }))

  return {
    request,
    subscribe: (listener) => feeds.subscribe(listener),
    wake: () => environment?.connection.dropSockets(),
    async close() {
      await Promise.race([started, Promise.resolve()])
      unsubscribeKeychain()
      stopDrill()
      closeEnvironment()
      await record.close()
    }
  }
}

/** The service that a journal record is about; null when it names none. */
function serviceRefIn(body: Readonly<Record<string, unknown>> | undefined): ServiceRef | null {
  const ref = body?.['ref']
  if (typeof ref !== 'object' || ref === null || !('namespace' in ref) || !('name' in ref)) return null
  const { namespace, name } = ref
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : null
}

function isAbout(body: Readonly<Record<string, unknown>>, ref: ServiceRef): boolean {
  const about = serviceRefIn(body)
  return about?.namespace === ref.namespace && about.name === ref.name
}

function loadMatrix(resourcesDir: string) {
  const file = join(resourcesDir, 'matrices', 'default.json')
  return unwrap(readMatrix(readFileSync(file, 'utf8'), file))
}

function emptyReportFields(): Feeds['report']['fields'] {
  const empty = { value: '', source: 'empty' } as const
  return {
    trigger: empty,
    startedAt: empty,
    detectedAt: empty,
    restoredAt: empty,
    impact: empty,
    rootCause: empty,
    actionItems: empty
  }
}

function reportName(now: Date, service: string | undefined): string {
  const time = now.toISOString().slice(0, 16).replaceAll(':', '').replace('T', '-')
  return `incident-${time}${service ? '' : '-no-service'}.md`
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
