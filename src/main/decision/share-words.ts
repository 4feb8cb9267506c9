import type { Signal, SignalId } from '../../contract/index.ts'
import { formatRatio } from '../../contract/words/format-measure.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import type { JudgedRow } from './judge-row.ts'

interface Weighted {
  readonly share: TrafficShare | null
  readonly signalOf: (id: SignalId) => Signal | undefined
}

/**
 * What the number of a row means to all users where the service gets a part of their requests only, to stand right behind
 * it: a release on trial that fails every third request of a tenth of them fails 3 % of all. That it is being read is said
 * there too: without it the number is taken for everybody's. Empty where all are its own, and where nobody can know.
 */
export function ofItsShare({ row: { signal } }: JudgedRow, { share, signalOf }: Weighted): string {
  if (share?.kind === 'reading' && isOfRequests(signal)) return ' (of what part of the requests is being read)'
  if (share?.kind !== 'known' || share.share >= 1 || !isOfRequests(signal)) return ''
  const where = share.isCanary === true ? ' on the canary' : signalOf(signal)?.workload === undefined ? ' here' : ''
  const part = `${formatRatio(share.share)} of requests`
  const measure = signalOf(signal)?.measure
  if (signal === 'p95' || measure?.state !== 'known') return `${where} (${part})`
  const failing = signal === 'availability' ? 1 - measure.value : measure.value
  return `${where} (${part}; ${formatRatio(failing * share.share)} of all users${signal === 'availability' ? ' fail' : ''})`
}

/** A sentence where nobody counted what part of all requests a number is about; empty elsewhere. */
export function shareUnknown({ row: { signal } }: JudgedRow, { share }: Weighted): string {
  if (share?.kind !== 'unknown' || !isOfRequests(signal)) return ''
  if (share.configured !== undefined)
    return `${formatRatio(share.configured)} of requests is configured for it; what part really reaches it is not known: ${share.why}.`
  return `What part of all requests that is, is not known: ${share.why}.`
}

function isOfRequests(signal: SignalId): boolean {
  return signal === 'errorRatio' || signal === 'availability' || signal === 'p95'
}
