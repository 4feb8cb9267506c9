import type { Metric } from './canary.ts'
import { analysisOf, targetName } from './canary.ts'
import type { Tick } from './tick.ts'
import { named } from './tick.ts'

/** Everything here is fluxcd/flagger pkg/controller/scheduler_metrics.go. */

/** Go's time.Duration as text, of whole milliseconds: `2.35s`, `500ms`, `1m2.5s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 1000) return `${ms}ms`
  const minutes = Math.floor(ms / 60_000)
  const hours = Math.floor(minutes / 60)
  const seconds = `${(ms - minutes * 60_000) / 1000}s`
  if (hours > 0) return `${hours}h${minutes % 60}m${seconds}`
  return minutes > 0 ? `${minutes}m${seconds}` : seconds
}

interface Kind {
  /** How a value and a limit are called in `Halt … advancement`. */
  readonly label: string
  show(value: number): string
  limit(value: number): string
  /** Without a range, whether a value breaks the old single threshold. */
  breaks(value: number, threshold: number): boolean
  readonly oldSign: '<' | '>'
}

const successRate: Kind = {
  label: 'success rate',
  show: (value) => `${value.toFixed(2)}%`,
  limit: (value) => `${value}%`,
  breaks: (value, threshold) => threshold > value,
  oldSign: '<'
}

/** In milliseconds; limits lose their fraction. */
const duration: Kind = {
  label: 'request duration',
  show: goDuration,
  limit: (value) => goDuration(Math.trunc(value)),
  breaks: (value, threshold) => value > Math.trunc(threshold),
  oldSign: '>'
}

function ofQuery(name: string): Kind {
  return {
    label: name,
    show: (value) => value.toFixed(2),
    limit: String,
    breaks: (value, threshold) => value > threshold,
    oldSign: '>'
  }
}

const builtin: Readonly<Record<string, Kind>> = { 'request-success-rate': successRate, 'request-duration': duration }

function withinLimits(tick: Tick, metric: Metric, kind: Kind, value: number): boolean {
  const halt = (sign: '<' | '>', limit: number): false => {
    const who = named(tick, tick.canary.metadata.name ?? '')
    tick.warn(`Halt ${who} advancement ${kind.label} ${kind.show(value)} ${sign} ${kind.limit(limit)}`)
    return false
  }
  const { thresholdRange: range, threshold = 0 } = metric
  if (range === undefined) return kind.breaks(value, threshold) ? halt(kind.oldSign, threshold) : true
  const bound = (limit: number): number => (kind === duration ? Math.trunc(limit) : limit)
  if (range.min !== undefined && value < bound(range.min)) return halt('<', range.min)
  if (range.max !== undefined && value > bound(range.max)) return halt('>', range.max)
  return true
}

/** Why there is no value, in upstream's words. */
function noValue(tick: Tick, { name, query, templateRef }: Metric): string {
  if (templateRef !== undefined) return `Halt advancement no values found for custom metric: ${name}: no values found`
  if (query !== undefined) return `Halt advancement no values found for metric: ${name}`
  const provider = tick.canary.spec.provider ?? 'istio'
  const base = `Halt advancement no values found for ${provider} metric ${name} probably ${named(tick, targetName(tick.canary))} is not receiving traffic`
  return name === 'request-success-rate' ? `${base}: running query failed: no values found` : base
}

function passes(tick: Tick, metric: Metric, kind: Kind): boolean {
  const measured = tick.seen.measure(metric, metric.interval ?? '1m')
  if (measured.kind === 'none') {
    tick.warn(noValue(tick, metric))
    return false
  }
  if (measured.kind === 'failed') {
    const isQuery = builtin[metric.name] === undefined
    tick.warn(
      `${metric.templateRef === undefined ? 'Prometheus' : 'Metric'} query failed${isQuery ? ` for ${metric.name}` : ''}: ${measured.reason}`
    )
    return false
  }
  const value = kind === duration ? Math.trunc(measured.value) : measured.value
  tick.showAnalysis(metric.name, kind === duration ? value / 1000 : value)
  return withinLimits(tick, metric, kind, value)
}

/** runBuiltinMetricChecks, then runMetricChecks: the first check that fails ends them. */
export function metricsPass(tick: Tick): boolean {
  const { metrics = [] } = analysisOf(tick.canary)
  for (const metric of metrics) {
    const kind = builtin[metric.name]
    if (kind !== undefined && !passes(tick, metric, kind)) return false
    if (metric.query !== undefined && metric.query !== '' && !passes(tick, metric, ofQuery(metric.name))) return false
  }
  for (const metric of metrics) {
    if (metric.templateRef !== undefined) {
      if (!passes(tick, metric, ofQuery(metric.name))) return false
    } else if (builtin[metric.name] === undefined && (metric.query ?? '') === '') {
      tick.warn('Metric query failed for no usable metrics template and query were configured')
      return false
    }
  }
  return true
}
