import type {
  EnvironmentView,
  Failure,
  LinkView,
  Observed,
  PrometheusTarget,
  ServicesView
} from '../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../contract/index.ts'
import type { PluginApprovals, AzureAccess, Exchange, SaidByPlugin } from '../connections/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../connections/index.ts'
import { crossing, errorsMayBeOfBefore, limitsOf, type Matrix } from '../decision/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { MetricsEndpoint } from '../ports/metrics-endpoint.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { noNeighbours, type Neighbours } from '../ports/neighbours.ts'
import type { MeterFile, Prometheus, PrometheusSource } from '../providers/prometheus/index.ts'
import {
  atItsAddress,
  createPrometheus,
  createServiceMetrics,
  findPrometheus,
  throughPortForward
} from '../providers/prometheus/index.ts'
import { watchEverywhere, watchNamespaces, watchServices, type CrossingOf, type IsOfBefore } from '../status/index.ts'
import { regionNotice } from './region-notice.ts'
import { createRegionSession, type RegionSession } from './region-session.ts'
import { reportedMetrics } from './reported-metrics.ts'
import type { SavedAddress, SavedPrometheus } from './saved-environment.ts'

/** How often a Prometheus that was not found or does not answer is tried again, real milliseconds. */
const prometheusRetryMs = 10_000

export interface EnvironmentSessionOptions {
  readonly environment: EnvironmentView
  readonly kubeconfig: string
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly approvals: PluginApprovals
  /** Set by the operator; null to search. */
  readonly prometheus: SavedPrometheus | null
  /** Opens the one at an address of its own. @throws FailureError when its secret cannot be had */
  readonly openMetrics: (address: SavedAddress) => Promise<MetricsEndpoint>
  readonly matrix: Matrix
  /** How requests may be counted, in the order in which it is looked for. */
  readonly meters: readonly MeterFile[]
  /** What is in front of it, and how to sign in there; null where nobody has said. @throws FailureError */
  readonly azure: () => Promise<AzureAccess | null>
  readonly onExchange: (exchange: Exchange) => void
  readonly onLink: (link: LinkView) => void
  readonly onSecret: (value: string) => void
  readonly onOrdinarySecret: (text: string) => void
  readonly onAnomaly: (text: string) => void
  readonly onSignIn: (said: SaidByPlugin | null) => void
  readonly onServices: (view: ServicesView) => void
  readonly onPrometheus: (target: PrometheusTarget | null) => void
  /** Ends the opening. */
  readonly abort: AbortSignal
}

/** One opened environment: its connection, its Prometheus, and the list of its services. */
export interface EnvironmentSession {
  readonly environment: EnvironmentView
  readonly connection: OpenKubeConnection
  readonly clock: Clock
  readonly region: RegionSession
  /** The Prometheus in use; null while there is none that answers. */
  prometheus(): Prometheus | null
  /** Metrics, or why there are none. */
  metrics(): Observed<ServiceMetrics>
  /** The services of a namespace, as far as it is the one that is listed. */
  neighbours(namespace: string): Neighbours
  chooseNamespace(namespace: string): void
  /** All namespaces are listed instead of the chosen one, or no longer. */
  listEverywhere(on: boolean): void
  setPrometheus(target: SavedPrometheus | null): void
  /** The one that somebody has set, whether it answers or not. */
  chosenPrometheus(): SavedPrometheus | undefined
  /** The computer woke up: no connection that looks open is alive. */
  dropSockets(): void
  /** Nobody looks at the services any more; connection and Prometheus stay. */
  stopListing(): void
  close(): void
}

/**
 * Opens an environment and starts following it.
 * @throws FailureError with the reason the connection cannot be used.
 */
export async function openEnvironment(options: EnvironmentSessionOptions): Promise<EnvironmentSession> {
  const connection = await createKubeConnection({
    kubeconfig: options.kubeconfig,
    context: options.environment.context,
    environmentName: options.environment.name,
    version: options.version,
    env: options.env,
    clock: options.clock,
    approvals: options.approvals,
    onExchange: options.onExchange,
    onLink: options.onLink,
    onSecret: options.onSecret,
    onOrdinarySecret: options.onOrdinarySecret,
    onAnomaly: options.onAnomaly,
    onSignIn: options.onSignIn,
    abort: options.abort
  })
  const closing = new AbortController()
  const region = createRegionSession({
    environmentName: options.environment.name,
    version: options.version,
    env: options.env,
    clock: options.clock,
    onExchange: options.onExchange,
    onSecret: options.onSecret,
    abort: closing.signal
  })
  // A run that was cut off is read on through it.
  await region.open(options.azure)
  let namespace = options.environment.namespace
  let everywhere = false
  let listing = new AbortController()
  let neighbours = noNeighbours
  let shown: ServicesView | null = null
  const source = followPrometheus(options, connection, () => namespace, closing.signal)

  /** The list, with what leads users to all of it. */
  function show(view: ServicesView): void {
    shown = view
    const notice = regionNotice(region.seen(), region.endpoints)
    options.onServices(notice === null ? view : { ...view, region: notice })
  }
  region.subscribe(() => {
    if (shown !== null && !listing.signal.aborted) show(shown)
  }, closing.signal)

  function list(): void {
    listing.abort()
    shown = null
    listing = new AbortController()
    neighbours = noNeighbours
    const abort = AbortSignal.any([listing.signal, closing.signal])
    const { clock } = options
    if (namespace === '' && !everywhere) return watchNamespaces({ connection, clock, abort }, show)
    const limit: CrossingOf = (signal, measure, normal) => crossing(options.matrix, signal, measure, normal)
    const limits = limitsOf(options.matrix)
    const isOfBefore: IsOfBefore = (errors) => {
      const metrics = source.metrics()
      if (metrics.state !== 'value') return false
      const at = { now: clock.now(), skewMs: connection.skewMs(), reachMs: metrics.value.reachMs() }
      return errorsMayBeOfBefore(errors, at)
    }
    const { metrics } = source
    const watched = { connection, namespace, metrics, crossing: limit, isOfBefore, limits, clock, abort }
    if (everywhere) return watchEverywhere(watched, show)
    watchServices(watched, (view, seen) => {
      neighbours = seen
      show(view)
    })
  }
  list()

  return {
    environment: options.environment,
    connection,
    clock: options.clock,
    region,
    prometheus: source.current,
    metrics: () => source.metrics(),
    neighbours: (of) => (of === namespace ? neighbours : noNeighbours),
    setPrometheus: (target) => source.override(target),
    chosenPrometheus: source.chosen,
    dropSockets() {
      connection.dropSockets()
      region.connection()?.dropSockets()
      source.dropSockets()
    },
    chooseNamespace(chosen) {
      namespace = chosen
      everywhere = false
      list()
    },
    listEverywhere(on) {
      if (on === everywhere) return
      everywhere = on
      list()
    },
    stopListing: () => listing.abort(),
    close() {
      closing.abort()
      connection.close()
    }
  }
}

/** Why there are no metrics, as the failure of a link. */
function whyLost(found: Exclude<Observed<PrometheusSource>, { readonly state: 'value' }>): Failure {
  if (found.state === 'absent' || found.state === 'loading')
    return failureOf('missing', found.state === 'absent' ? found.reason : `Waiting for ${found.awaiting}.`)
  return found.failure
}

function followPrometheus(
  options: EnvironmentSessionOptions,
  connection: OpenKubeConnection,
  namespace: () => string,
  abort: AbortSignal
) {
  const { clock } = options
  let override = options.prometheus
  let prometheus: Prometheus | null = null
  let metrics: Observed<ServiceMetrics> = {
    state: 'loading',
    awaiting: 'a Prometheus in the cluster',
    sinceAt: clock.now().toISOString()
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let search = 0
  const reporting = reportedMetrics({ clock, onLink: options.onLink, abort })

  let endpoint: MetricsEndpoint | null = null

  /** Opened once for each address: what is asked again goes over the connections that are there. */
  async function openAddress(address: SavedAddress): Promise<MetricsEndpoint> {
    const opened = endpoint ?? (await options.openMetrics(address))
    if (abort.aborted || override !== address) {
      opened.close()
      throw new FailureError(failureOf('cancelled', 'Another Prometheus was set meanwhile.'))
    }
    endpoint = opened
    return opened
  }

  async function find(): Promise<void> {
    clearTimeout(timer)
    search += 1
    const mine = search
    const chosen = override
    const found = await findPrometheus(connection.reader, {
      preferNamespace: namespace(),
      override: chosen,
      meters: options.meters,
      forward: (target) => throughPortForward(connection, target),
      ...(chosen && 'url' in chosen ? { open: async (target) => atItsAddress(await openAddress(chosen), target) } : {}),
      now: () => clock.now(),
      abort
    }).catch((error: unknown): Observed<PrometheusSource> => {
      const sinceAt = clock.now().toISOString()
      return { state: 'unreachable', failure: asFailure(error), sinceAt }
    })
    if (abort.aborted || mine !== search) return
    if (found.state === 'value') {
      prometheus = createPrometheus(found.value)
      const value = reporting.of(
        createServiceMetrics(prometheus, {
          now: () => clock.now(),
          speed: clock.speed,
          limits: limitsOf(options.matrix)
        })
      )
      metrics = { state: 'value', value, observedAt: found.observedAt }
    } else {
      prometheus = null
      metrics =
        found.state === 'unreachable' ? { state: found.state, failure: found.failure, sinceAt: found.sinceAt } : found
      reporting.lost(whyLost(found))
      timer = setTimeout(() => void find(), prometheusRetryMs)
    }
    options.onPrometheus(found.state === 'value' ? found.value.target : null)
  }
  abort.addEventListener(
    'abort',
    () => {
      clearTimeout(timer)
      endpoint?.close()
    },
    { once: true }
  )

  void find()

  return {
    current: () => prometheus,
    chosen: () => override ?? undefined,
    metrics: () => metrics,
    dropSockets: () => endpoint?.dropSockets(),
    override(target: SavedPrometheus | null) {
      override = target
      endpoint?.close()
      endpoint = null
      void find()
    }
  }
}
