import { clusterLabels } from '../cluster-labels.ts'
import type { Meter, Report } from './meter.ts'
import { pathPattern, type PathPattern } from './path-pattern.ts'

type Labels = Readonly<Record<string, string>>

/** Numbers of gRPC's statuses by the names that Go gives them (grpc/grpc-go codes/code_string.go). */
const grpcNames = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated'
] as const

/** Of two names of Kubernetes and what stands around them. */
const longestName = 600
/** Made once: the same place is asked about for each series. */
const patterns = new WeakMap<Report['place'], PathPattern | null>()

/** DEADLINE_EXCEEDED, deadline_exceeded and DeadlineExceeded are one name. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase().replace('cancelled', 'canceled')
const grpcNumbers: ReadonlyMap<string, string> = new Map(grpcNames.map((name, number) => [plain(name), String(number)]))

/**
 * The labels of a series as Istio would have written them: who reports, which workload was reached, and what became of the
 * requests. What tells clusters apart stays.
 */
export function canonical(meter: Meter, labels: Labels): Labels {
  if (meter.id === 'istio') return labels
  const report = reportOf(meter, labels)
  const { code, class: kind, flags, grpcStatus, grpcName, protocol, failed } = meter.outcome
  const value = (label: string | undefined): string => (label === undefined ? '' : (labels[label] ?? ''))
  const name = value(grpcName)
  const status = name === '' ? value(grpcStatus) : (grpcNumbers.get(plain(name)) ?? '')
  const isFailed = failed !== undefined && failed.values.includes(labels[failed.label] ?? '')
  const kept = Object.fromEntries(
    [...clusterLabels, 'le'].flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]]))
  )
  return {
    ...kept,
    reporter: typeof report.side === 'string' ? report.side : (labels[report.side.label] ?? ''),
    destination_workload: workloadIn(report, labels),
    response_code: isFailed ? '500' : grpcName === undefined ? statusOf(value(code), value(kind)) : '200',
    response_flags: value(flags),
    grpc_response_status: isFailed ? '' : status,
    request_protocol: grpcName === undefined ? value(protocol) : 'grpc'
  }
}

/** The report that a series is of: the one that asks most of its labels, as far as they were kept. */
function reportOf({ reports }: Meter, labels: Labels): Report {
  const fits = reports.filter(({ where }) =>
    Object.entries(where).every(([label, values]) => values.includes(labels[label] ?? ''))
  )
  const most = (a: Report, b: Report): number => Object.keys(b.where).length - Object.keys(a.where).length
  return fits.toSorted(most)[0] ?? reports[0]
}

function workloadIn({ place }: Report, labels: Labels): string {
  if (place.kind === 'labels') return labels[place.workload] ?? ''
  const text = labels[place.label] ?? ''
  if (text.length > longestName) return ''
  const find = patterns.get(place) ?? pathPattern(place.pattern)
  patterns.set(place, find)
  return find?.(text) ?? ''
}

/** `5xx`, and `5` where a label has the class alone, stand for all of that class. */
function statusOf(code: string, kind: string): string {
  if (/^[1-5]xx$/.test(code)) return `${code[0] ?? ''}00`
  return code === '' && /^[1-5]$/.test(kind) ? `${kind}00` : code
}
