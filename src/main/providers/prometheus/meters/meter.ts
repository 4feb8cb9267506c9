import type { LabelNames, MeterFile } from './meter-schema.ts'

type Where = Readonly<Record<string, readonly string[]>>

/** Who reports requests, with one label for each thing. */
export interface Report {
  readonly side: MeterFile['reports'][number]['side']
  readonly where: Where
  readonly place:
    | { readonly kind: 'labels'; readonly namespace: string; readonly workload: string }
    | { readonly kind: 'path'; readonly label: string; readonly pattern: string }
}

/** How requests are counted in one Prometheus: a file of `resources/metrics/` with the labels that its series have. */
export interface Meter {
  readonly id: string
  readonly title: string
  readonly counter: string
  /** At least one. */
  readonly reports: readonly [Report, ...Report[]]
  readonly outcome: {
    readonly [kind in 'code' | 'class' | 'flags' | 'grpcStatus' | 'grpcName' | 'protocol']?: string
  } & { readonly failed?: { readonly label: string; readonly values: readonly string[] } }
  readonly latency: { readonly buckets: string; readonly unit: 'ms' | 's'; readonly where: Where } | null
  readonly connections: string | null
}

/** Labels of which a file names several for one thing: which of them series have is to be asked. */
export function alternatives({ reports, outcome }: MeterFile): readonly string[] {
  const { failed: _ofItself, ...named } = outcome
  const places = reports.flatMap((report) => ('path' in report ? [] : [report.namespace, report.workload]))
  const several = [...places, ...Object.values(named)].filter((names) => typeof names !== 'string')
  return [...new Set(several.flat())]
}

/**
 * The meter of a file, for a Prometheus in which so many of its series have each label: of several names the one that most have,
 * and of those the first.
 */
export function meterOf(file: MeterFile, having: ReadonlyMap<string, number> = new Map()): Meter {
  const one = (names: LabelNames): string => {
    const all = typeof names === 'string' ? [names] : names
    return all.toSorted((a, b) => (having.get(b) ?? 0) - (having.get(a) ?? 0))[0] ?? ''
  }
  const { failed, ...named } = file.outcome
  const outcome = Object.fromEntries(Object.entries(named).map(([kind, names]) => [kind, one(names)]))
  const [first, ...others] = file.reports.map((report): Report => ({
    side: report.side,
    where: report.where ?? {},
    place:
      'path' in report
        ? { kind: 'path', ...report.path }
        : { kind: 'labels', namespace: one(report.namespace), workload: one(report.workload) }
  }))
  if (first === undefined) throw new Error('a meter without reports passed its schema')
  return {
    id: file.id,
    title: file.title,
    counter: file.counter,
    reports: [first, ...others],
    outcome: { ...outcome, ...(failed ? { failed } : {}) },
    latency: file.latency ? { ...file.latency, where: file.latency.where ?? {} } : null,
    connections: file.connections ?? null
  }
}
