import type { EnvironmentView, PrometheusTarget, RequestInput, ServiceRef } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { readKubeconfig } from '../connections/index.ts'
import type { Matrix } from '../decision/index.ts'
import type { createSwitchingClock } from '../lib/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { createDrillSession } from './drill-session.ts'
import { openEnvironment, type EnvironmentSession } from './environment-session.ts'
import type { FeedHub } from './feeds.ts'
import { noDecision } from './initial-feeds.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { serviceRefIn } from './service-ref-in.ts'
import { openService, type ServiceSession } from './service-session.ts'
import type { Shell } from './shell.ts'
import type { Workspace } from './workspace.ts'

export interface SessionsOptions {
  readonly ports: ConsolePorts
  readonly clock: ReturnType<typeof createSwitchingClock>
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly matrix: Matrix
}

/** Which environment and which service are open, and the drill. Everything that opens or closes goes one at a time. */
export function createSessions({ ports, clock, feeds, shell, workspace, record, matrix }: SessionsOptions) {
  const drill = createDrillSession(ports.processes, (ended) => shell.set({ failure: ended.failure }))
  let environment: EnvironmentSession | null = null
  let service: ServiceSession | null = null
  let drillConnectionId: string | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** Each opening and closing looks at what the one before left. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  /** Leaving a service takes its watch and its run away; not while a request may be on its way. */
  function refuseWhileActing(): void {
    const run = feeds.value('run')
    if (!run || run.state === 'settled' || run.state === 'verifying') return
    throw new FailureError(
      failureOf('refused', `"${run.title}" is under way.`, { remedy: 'Wait until it has settled, or stop it first.' })
    )
  }

  function closeService(): void {
    service?.close()
    service = null
    feeds.set('service', null)
    feeds.set('verdict', null)
    feeds.set('decision', noDecision)
    feeds.set('run', null)
    record.leaveService()
  }

  function closeEnvironment(): void {
    closeService()
    environment?.close()
    environment = null
    feeds.set('services', null)
    shell.set({ environment: null, links: [] })
  }

  function inEnvironment(): EnvironmentSession {
    if (environment) return environment
    const remedy = 'Open a connection or the drill first.'
    throw new FailureError(failureOf('missing', 'No environment is open.', { remedy }))
  }

  async function open(input: RequestInput<'environment.open'>): Promise<EnvironmentView> {
    const connection = workspace.known(input.connectionId)
    const context = workspace.contextOf(connection, input.context)
    const saved = workspace.environment(connection.id, context.name)
    closeEnvironment()
    const view: EnvironmentView = {
      id: `${connection.id}/${context.name}`,
      name: input.name,
      kind: input.kind,
      connectionId: connection.id,
      context: context.name,
      server: context.server,
      namespace: input.namespace || saved?.namespace || context.namespace || 'default',
      insecure: context.insecure
    }
    return shell.busy(`Connecting to ${context.server}`, async () => {
      const session = await openEnvironment({
        matrix,
        environment: view,
        kubeconfig: await workspace.kubeconfig(connection.id),
        version: ports.version,
        env: ports.env,
        clock,
        approvals: workspace,
        prometheus: saved?.prometheus ?? null,
        onExchange: (exchange) => record.exchange(exchange),
        onLink: (link) => shell.link(link),
        onSecret: (value) => record.forbid(value),
        onServices: (services) => feeds.set('services', services),
        onPrometheus: (target) => showPrometheus(view.id, target)
      })
      environment = session
      remember(view, saved?.prometheus ?? null)
      shell.set({ environment: view })
      const { identity, user } = session.connection
      await record.attach({ environment: view, identity, user })
      // An action that a crash cut off is the first thing to look at: reading settles it.
      const cutOff = serviceRefIn(record.openIntents(identity).at(-1)?.body)
      if (cutOff) await openServiceNow(cutOff)
      return view
    })
  }

  function showPrometheus(environmentId: string, target: PrometheusTarget | null): void {
    const current = shell.environment()
    if (current?.id !== environmentId) return
    const { prometheus: _gone, ...rest } = current
    shell.set({ environment: target ? { ...rest, prometheus: target } : rest })
  }

  function remember(
    { connectionId, context, name, kind, namespace }: EnvironmentView,
    prometheus = workspace.environment(connectionId, context)?.prometheus ?? null
  ): void {
    workspace.saveEnvironment({ connectionId, context, name, kind, namespace, prometheus })
  }

  async function openServiceNow(ref: ServiceRef): Promise<void> {
    const session = inEnvironment()
    if (isSame(service?.ref, ref)) return
    refuseWhileActing()
    closeService()
    const view = shell.updateEnvironment({})
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
    const left = record.openIntents(session.connection.identity).filter(({ body }) => isSame(serviceRefIn(body), ref))
    await service.executor.resume(left)
  }

  function stopDrillNow(): void {
    if (shell.environment()?.connectionId === drillConnectionId) closeEnvironment()
    drill.stop()
    if (drillConnectionId) workspace.dropPassing(drillConnectionId)
    drillConnectionId = null
    clock.follow(null)
    shell.set({ clock: clock.view(), connections: workspace.list() })
  }

  return {
    /** A drill stays a drill whatever it is called; anything else lives in real time. */
    openEnvironment: (input: RequestInput<'environment.open'>): Promise<EnvironmentView> =>
      serially(async () => {
        refuseWhileActing()
        const isDrill = input.connectionId === drillConnectionId
        if (!isDrill) clock.follow(null)
        shell.set({ clock: clock.view() })
        return open(isDrill ? { ...input, kind: 'drill' } : input)
      }),
    closeEnvironment: (): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeEnvironment()
      }),
    startDrill: (speed: number): Promise<EnvironmentView> =>
      serially(async () => {
        refuseWhileActing()
        stopDrillNow()
        const opened = await shell.busy('Starting the drill', () => drill.start(speed))
        const read = await readKubeconfig([{ text: opened.kubeconfig }])
        const connection = workspace.addPassing({ label: 'drill', ...read })
        drillConnectionId = connection.id
        clock.follow(opened.clock)
        shell.set({ clock: clock.view(), connections: workspace.list() })
        return open({ connectionId: connection.id, context: read.currentContext, name: 'drill', kind: 'drill' })
      }),
    stopDrill: (): Promise<void> => serially(async () => stopDrillNow()),
    chooseNamespace: (namespace: string): Promise<void> =>
      serially(async () => {
        refuseWhileActing()
        closeService()
        const view = shell.updateEnvironment({ namespace })
        inEnvironment().chooseNamespace(namespace)
        remember(view)
      }),
    setPrometheus(target: RequestInput<'environment.setPrometheus'>['target']): void {
      inEnvironment().setPrometheus(target)
      remember(shell.updateEnvironment({}), target)
    },
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
    wake: (): void => environment?.connection.dropSockets(),
    /** Ends everything at once, for the end of the program. */
    end(): void {
      stopDrillNow()
      closeEnvironment()
    }
  }
}

export type Sessions = ReturnType<typeof createSessions>

function isSame(a: ServiceRef | null | undefined, b: ServiceRef): boolean {
  return a?.namespace === b.namespace && a.name === b.name
}
