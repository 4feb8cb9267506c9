import type { FaultPlan } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import { createEventRecorder } from '../controllers/event-recorder.ts'
import { keys } from '../controllers/kube-types.ts'
import type { Canary, Metric, Phase, Webhook } from '../flagger/canary.ts'
import { targetName } from '../flagger/canary.ts'
import { runs, startFlagger } from '../flagger/controller.ts'
import type { Gauges } from '../flagger/gauges.ts'
import type { LoadTester } from '../flagger/loadtester.ts'
import { flaggerPlace } from '../flagger/place.ts'
import type { Measured } from '../flagger/tick.ts'
import { createEvaluator } from '../prometheus/evaluate.ts'
import { parseQuery } from '../prometheus/parse.ts'
import type { SeriesStore } from '../prometheus/series.ts'
import type { PrometheusPlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { objectOf, textOf } from '../store/json-value.ts'

/** What Flagger asks of Prometheus for its own two checks (fluxcd/flagger pkg/metrics/observers/istio.go). */
const builtinQueries: Readonly<Record<string, string>> = {
  'request-success-rate': `sum(rate(istio_requests_total{reporter="destination",destination_workload_namespace="{{ namespace }}",destination_workload=~"{{ target }}",response_code!~"5.*"}[{{ interval }}])) / sum(rate(istio_requests_total{reporter="destination",destination_workload_namespace="{{ namespace }}",destination_workload=~"{{ target }}"}[{{ interval }}])) * 100`,
  'request-duration': `histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload_namespace="{{ namespace }}",destination_workload=~"{{ target }}"}[{{ interval }}])) by (le))`
}

function render(query: string, canary: Canary, interval: string): string {
  const values: Readonly<Record<string, string>> = {
    name: canary.metadata.name ?? '',
    namespace: canary.metadata.namespace ?? '',
    target: targetName(canary),
    service: canary.spec.service.name ?? targetName(canary),
    interval
  }
  return query.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole)
}

export interface FlaggerWorld {
  readonly store: ApiStore
  readonly simulation: Simulation
  readonly seed: number
  readonly startMs: number
  readonly series: SeriesStore
  readonly prometheus: PrometheusPlan
  readonly gauges: Gauges
  readonly tester: LoadTester
  readonly controlLoopMs: number
  /** What becomes of requests that it makes; left out where nothing does. */
  readonly faults: FaultPlan | undefined
}

/** Its ServiceAccount, whose writes a fault may be about. */
const flaggerUser = `system:serviceaccount:${flaggerPlace.namespace}:${flaggerPlace.name}`

/** Lets Flagger run in the world: it asks the drill's Prometheus and load tester, as long as a pod of each is there. */
export function installFlagger(world: FlaggerWorld): void {
  const { store, simulation, series, prometheus, tester } = world

  const queryOf = (canary: Canary, { name, query, templateRef }: Metric): string | undefined => {
    if (query !== undefined) return query
    if (templateRef === undefined) return builtinQueries[name]
    const template = store.get(
      keys.metricTemplates,
      templateRef.namespace ?? canary.metadata.namespace ?? '',
      templateRef.name
    )
    return template === undefined ? undefined : textOf(objectOf(template['spec'])['query'])
  }

  const measure = (canary: Canary, metric: Metric, interval: string): Measured => {
    const query = queryOf(canary, metric)
    if (query === undefined) return { kind: 'failed', reason: `there is no query for ${metric.name}` }
    if (prometheus.state !== 'answers')
      return {
        kind: 'failed',
        reason: `running query failed: request failed: Get "http://${prometheus.service}.${prometheus.namespace}:${prometheus.port}/api/v1/query": connection refused`
      }
    const nowMs = simulation.nowMs()
    const value = createEvaluator(parseQuery(render(query, canary, interval)), series, nowMs, nowMs).at(nowMs)
    const number =
      value.type === 'vector' ? value.samples.at(-1)?.value : value.type === 'scalar' ? value.value : undefined
    return number === undefined || Number.isNaN(number) ? { kind: 'none' } : { kind: 'value', value: number }
  }

  const ask = (canary: Canary, { url, metadata }: Webhook, phase: Phase): string | undefined => {
    const found = /^https?:\/\/([^/:]+)(?::\d+)?(\/.*)?$/.exec(url)
    const [, host = '', path = '/'] = found ?? []
    // It asks itself: its own health is always well (pkg/server/server.go).
    if (host === '127.0.0.1' || host === 'localhost') return undefined
    const [name = '', namespace = canary.metadata.namespace] = host.split('.')
    const isTester = name === flaggerPlace.tester && namespace === flaggerPlace.namespace
    if (!isTester || !runs(store, flaggerPlace.namespace, flaggerPlace.tester))
      return `Post "${url}": dial tcp: lookup ${host} on 10.96.0.10:53: no such host`
    const payload = { name: canary.metadata.name, namespace: canary.metadata.namespace, phase, metadata }
    const { status, body } = tester.handle(path, JSON.stringify(payload))
    return status > 202 ? body : undefined
  }

  startFlagger({
    store,
    simulation,
    seed: world.seed,
    gauges: world.gauges,
    windowMs: world.controlLoopMs,
    events: createEventRecorder(store, simulation, { component: 'flagger', manager: 'flagger' }, world.startMs),
    isAlive: () => runs(store, flaggerPlace.namespace, flaggerPlace.name),
    ask,
    measure,
    refuses: ({ object, ...write }) => {
      const [group = '', version = ''] = object.apiVersion.split('/')
      const { namespace = '', name = '' } = object.metadata
      const resource = write.kind === 'status' ? 'canaries' : write.key.resource
      const fault = world.faults?.({
        method: write.kind === 'create' ? 'POST' : 'PUT',
        path: `/apis/${group}/${version}/namespaces/${namespace}/${resource}/${name}`,
        user: flaggerUser
      })
      return fault?.kind === 'status' ? fault.message : undefined
    }
  })
}
