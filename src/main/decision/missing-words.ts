import type { SignalId } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { countOfFew } from '../../contract/words/few-words.ts'
import type { JudgedRow, Missing } from './judge-row.ts'

const nouns: Readonly<Record<SignalId, string>> = {
  errorRatio: 'errors',
  p95: 'latency',
  availability: 'availability',
  requestRate: 'traffic',
  newPodsUnavailable: 'new pods',
  memoryLeft: 'memory',
  business: 'business numbers',
  securityIncident: 'security reports',
  customerReports: 'reports of customers'
}

const plural = new Set<SignalId>([
  'errorRatio',
  'newPodsUnavailable',
  'business',
  'securityIncident',
  'customerReports'
])

/**
 * What could not be judged, one short sentence a cause: `Errors, latency and availability are not measured: Prometheus
 * does not answer.` The rows have the details.
 */
export function missingSentences(judged: readonly JudgedRow[]): readonly string[] {
  const groups = new Map<string, Set<SignalId>>()
  for (const { row, missing } of judged) {
    if (missing === null) continue
    const cause = causeOf(missing, row.signal)
    groups.set(cause, (groups.get(cause) ?? new Set<SignalId>()).add(row.signal))
  }
  return [...groups].map(([cause, signals]) => `${subject([...signals])} ${cause}.`)
}

function causeOf(missing: Missing, signal: SignalId): string {
  if (missing.kind === 'reading') return 'being read'
  if (missing.kind === 'old') return `last read ${formatDuration(missing.ageMs)} ago, not counted`
  if (missing.kind === 'few') return `not judged: ${countOfFew(missing.few)} too few to tell`
  if (missing.kind === 'noNormal') return 'not judged: normal is not known'
  const { measure } = missing
  if (measure === null) return 'not measured'
  if (signal === 'newPodsUnavailable')
    return `not measured: the Deployment ${measure.why === 'forbidden' ? 'may not' : 'cannot'} be read`
  const words = shortly[measure.why] ?? measure.detail.replace(/[.\s]+$/, '')
  return words === '' ? 'not measured' : `not measured: ${words}`
}

/** In few words; another reason has its own. */
const shortly: Readonly<Partial<Record<string, string>>> = {
  noPrometheus: 'no Prometheus was found',
  notAnswering: 'Prometheus does not answer',
  forbidden: 'Prometheus may not be read',
  noTraffic: 'no requests were seen'
}

function subject(signals: readonly SignalId[]): string {
  const names = signals.map((signal) => nouns[signal])
  const last = names.at(-1) ?? ''
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
  const [first] = signals
  const verb = signals.length > 1 || (first !== undefined && plural.has(first)) ? 'are' : 'is'
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} ${verb}`
}
