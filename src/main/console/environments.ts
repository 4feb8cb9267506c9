import type {
  AzureTarget,
  EnvironmentView,
  LinkView,
  PrometheusTarget,
  RequestInput,
  ServicesView
} from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { createMetricsEndpoint, type AzureAccess } from '../connections/index.ts'
import type { Matrix } from '../decision/index.ts'
import type { createSwitchingClock } from '../lib/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { MetricsTokens } from '../ports/metrics-tokens.ts'
import type { Place } from '../ports/place.ts'
import type { MeterFile } from '../providers/prometheus/index.ts'
import { openEnvironment, type EnvironmentSession } from './environment-session.ts'
import type { FeedHub } from './feeds.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Runs } from './runs.ts'
import type { Shell } from './shell.ts'
import type { ToldRows } from './told-rows.ts'
import type { Watches } from './watches.ts'
import type { Workspace } from './workspace.ts'

/** What of Azure is in front of a context of a connection; null where nobody has said. */
export interface AzureInFront {
  /** As it is shown. */
  target(connectionId: string, context: string): AzureTarget | null
  /** How to sign in there. @throws FailureError */
  access(connectionId: string, context: string): Promise<AzureAccess | null>
  /** Who can sign in to Azure. */
  readonly accounts: {
    /** Tokens for metrics. @throws FailureError */
    metricsTokens(accountId: string): Promise<MetricsTokens>
  }
}

export interface EnvironmentsOptions {
  readonly ports: ConsolePorts
  readonly clock: ReturnType<typeof createSwitchingClock>
  readonly feeds: FeedHub
  readonly shell: Shell
  readonly workspace: Workspace
  readonly record: RecordKeeper
  readonly matrix: Matrix
  readonly meters: readonly MeterFile[]
  readonly runs: Runs
  readonly azure: AzureInFront
  readonly watches: Watches
  /** Called when the API server on the screen answers again. */
  readonly onReachable: () => void
  readonly toldRows: Pick<ToldRows, 'withTold'>
}

/** One context of one connection, whatever it is called. */
export function environmentId({
  connectionId,
  context
}: Pick<RequestInput<'environment.open'>, 'connectionId' | 'context'>): string {
  return `${connectionId}/${context}`
}

/** The environment on the screen, and those that were left while a verification goes on through their connection. */
export function createEnvironments(options: EnvironmentsOptions) {
  const { ports, clock, feeds, shell, workspace, record, matrix, meters, runs, watches, azure, onReachable, toldRows } =
    options
  let current: EnvironmentSession | null = null
  const left = new Set<EnvironmentSession>()
  /** Counts openings: what an environment says after the next one was opened does not concern the screen. */
  let shown = 0

  /** As it was read last, and of which environment. */
  let listed: { readonly of: string; readonly services: ServicesView } | null = null

  /** What is known of a service by looking at it may have changed. */
  function listAgain(): void {
    if (listed === null) return
    feeds.set('services', toldRows.withTold(listed.of, listed.services))
  }

  const isOf = (session: EnvironmentSession) => (place: Place) => place.reader === session.connection.reader

  function leave(): void {
    shown += 1
    const leaving = current
    current = null
    runs.inCluster(null)
    listed = null
    feeds.set('services', null)
    shell.set({ environment: null, links: [] })
    if (!leaving) return
    leaving.stopListing()
    left.add(leaving)
    closeIdle()
  }

  /** Closes the connections that were left and that no run and no watch needs any more. */
  function closeIdle(): void {
    for (const session of left) {
      if (runs.isActive(isOf(session)) || watches.isActive(session)) continue
      left.delete(session)
      session.close()
    }
  }

  function end(why: string, which: (connectionId: string) => boolean, isTakenUp = false): void {
    if (current && which(current.environment.connectionId)) leave()
    for (const session of left) {
      if (!which(session.environment.connectionId)) continue
      // A drill ends with us: there is nothing to take up again.
      const isLeft = isTakenUp && session.environment.kind !== 'drill'
      runs.end(why, isOf(session), isLeft)
      watches.end((one) => one === session, why, isLeft)
      left.delete(session)
      session.close()
    }
  }

  function showLink(link: LinkView): void {
    const was = feeds.value('shell').links.find(({ id }) => id === link.id)
    shell.link(link)
    if (link.id === 'apiServer' && link.state === 'ok' && was?.state !== 'ok') onReachable()
  }

  function remember({ connectionId, context, name, kind, kindUnset, namespace }: EnvironmentView): void {
    const unset = kindUnset ? { kindUnset } : {}
    const { prometheus = null, azure: target = null } = workspace.environment(connectionId, context) ?? {}
    workspace.saveEnvironment({ connectionId, context, name, kind, ...unset, namespace, prometheus, azure: target })
  }

  function showPrometheus(target: PrometheusTarget | null): void {
    const view = shell.environment()
    if (!view) return
    const { prometheus: _gone, ...rest } = view
    shell.set({ environment: target ? { ...rest, prometheus: target } : rest })
  }

  function showAzure(target: AzureTarget | null): void {
    const view = shell.environment()
    if (!view) return
    const { azure: _gone, ...rest } = view
    shell.set({ environment: target ? { ...rest, azure: target } : rest })
  }

  return {
    current: () => current,
    showAzure,
    /** The session that a place is of; undefined when it is gone. */
    sessionOf: (place: Place): EnvironmentSession | undefined =>
      [...(current ? [current] : []), ...left].find((session) => isOf(session)(place)),
    /** @throws FailureError `missing` when no environment is open. */
    opened(): EnvironmentSession {
      if (current) return current
      const remedy = 'Open a connection or the drill first.'
      throw new FailureError(failureOf('missing', 'No environment is open.', { remedy }))
    },
    /**
     * Connects, in place of what is on the screen.
     * @param turning what is on the screen stays there until the connection has come about, and this was called; null
     *   takes it away at once
     */
    open(input: RequestInput<'environment.open'>, turning: (() => void) | null = null): Promise<EnvironmentView> {
      const connection = workspace.known(input.connectionId)
      const context = workspace.contextOf(connection, input.context)
      const saved = workspace.environment(connection.id, context.name)
      const front = azure.target(connection.id, context.name)
      if (turning === null) leave()
      let mine = turning === null ? shown : null
      /** What is to be shown once what is on the screen has gone. */
      const early: (() => void)[] = []
      const ifShown =
        <T>(show: (value: T) => void) =>
        (value: T): void => {
          if (mine === null) early.push(() => show(value))
          else if (mine === shown) show(value)
        }
      const view: EnvironmentView = {
        id: environmentId(input),
        name: input.name,
        kind: input.kind ?? 'production',
        ...(input.kind === undefined ? { kindUnset: true as const } : {}),
        connectionId: connection.id,
        context: context.name,
        server: context.server,
        namespace: input.namespace || saved?.namespace || context.namespace,
        insecure: context.insecure,
        ...(front ? { azure: front } : {})
      }
      record.connecting(view)
      return shell.stoppable(`${context.server} to answer`, async (abort) => {
        const session = await openEnvironment({
          environment: view,
          kubeconfig: await workspace.kubeconfig(connection.id),
          version: ports.version,
          env: ports.env,
          // A clock of its own: a verification goes on by it when the next environment has another time.
          clock: ports.createClock(clock.view()),
          approvals: workspace,
          prometheus: saved?.prometheus ?? null,
          openMetrics: async ({ secretId, ...address }) =>
            createMetricsEndpoint({
              address,
              secret: secretId === undefined ? '' : await workspace.prometheusSecret(secretId, address),
              ...(address.account === undefined ? {} : { tokens: await azure.accounts.metricsTokens(address.account) }),
              environmentName: view.name,
              version: ports.version,
              env: ports.env,
              onSecret: (value) => record.forbid(value),
              onOrdinarySecret: (text) => record.sayOnce(text)
            }),
          matrix,
          meters,
          azure: () => azure.access(connection.id, context.name),
          onExchange: (exchange) => record.exchange(exchange, view.id),
          onLink: ifShown(showLink),
          onSecret: (value) => record.forbid(value),
          onOrdinarySecret: (text) => record.sayOnce(text),
          onAnomaly: (text) => record.sayOnce(text),
          onSignIn: shell.signIn(),
          onServices: ifShown((services) => {
            listed = { of: view.id, services }
            listAgain()
          }),
          onPrometheus: ifShown(showPrometheus),
          abort
        })
        if (turning !== null) {
          turning()
          leave()
          mine = shown
        }
        current = session
        for (const show of early) show()
        remember(view)
        const { identity, user } = session.connection
        const known = user === '' ? view : { ...view, user }
        shell.set({ environment: known })
        await record.attach({ environment: known, identity, user })
        runs.inCluster(identity)
        return known
      })
    },
    /** The computer woke up: no connection that looks open is alive. */
    wake(): void {
      for (const session of current ? [current, ...left] : left) session.dropSockets()
    },
    leave,
    closeIdle,
    end,
    remember,
    listAgain
  }
}

export type Environments = ReturnType<typeof createEnvironments>
