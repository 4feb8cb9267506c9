import type { Run, ServiceRef } from '../../contract/index.ts'
import { minute } from './words.ts'

/** Until when the next one is promised, milliseconds. */
const nextWithinMs = 30 * 60_000
/** So many services are named one by one. */
const mostNamed = 3

/** A time in which users were not well. */
export interface Outage {
  readonly from: string
  readonly to: string
}

export interface StatusUpdateInput {
  readonly service: ServiceRef
  /** ISO; empty when unknown. */
  readonly startedAt: string
  /** ISO; when users were well again, and empty while they are not known to be. */
  readonly restoredAt: string
  /** Outages before this one that had ended, oldest first, ISO: users were well in between. None when left out. */
  readonly before?: readonly Outage[]
  /** Nothing was measured for a while before that: it may have been earlier. */
  readonly isLatest?: boolean
  readonly run: Run | null
  readonly now: Date
}

/**
 * A draft for the status page: what users feel, since when, what is being done, and when the next word comes. Nothing of
 * versions, clusters or people; what stands in brackets is for the operator to say in the users' words.
 */
export function statusUpdate({
  service,
  startedAt,
  restoredAt,
  before = [],
  isLatest = false,
  run,
  now
}: StatusUpdateInput): string {
  const earlier = spans(before)
  const since =
    startedAt === '' ? '' : ` since ${minute(startedAt)} UTC${earlier === '' ? '' : `, as they did ${earlier} UTC`}`
  const what = affected(service, run)
  const next = `Next update by ${minute(new Date(now.getTime() + nextWithinMs).toISOString())} UTC.`
  if (restoredAt !== '') {
    return [
      `Resolved: ${what.names} ${what.isOne ? 'works' : 'work'} again.`,
      `Requests failed ${earlier === '' ? '' : `${earlier} and `}from ${startedAt === '' ? '[time]' : minute(startedAt)} to ${minute(restoredAt)} UTC${isLatest ? ' at the latest' : ''}. A recent change was taken back, and errors are at their usual level.`,
      'We go on watching, and will publish what happened.'
    ].join('\n')
  }
  if (run !== null && run.outcome !== 'cancelled' && run.outcome !== 'failed' && run.outcome !== 'conflict') {
    return [
      `Identified: some requests to ${what.names} fail${since}.`,
      'A recent change is being taken back. We confirm as soon as errors are at their usual level.',
      next
    ].join('\n')
  }
  return [`Investigating: some requests to ${what.names} fail${since}.`, 'We are looking into the cause.', next].join(
    '\n'
  )
}

/** `from 02:05 to 02:12 and from 02:20 to 02:24`; of many, when the first began and the last ended. */
function spans(outages: readonly Outage[]): string {
  const span = ({ from, to }: Outage): string => `from ${minute(from)} to ${minute(to)}`
  const [first, last] = [outages[0], outages.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (outages.length <= mostNamed) return outages.map(span).join(' and ')
  return `${outages.length} times between ${minute(first.from)} and ${minute(last.to)}`
}

/** All that are taken back together; from four on their number, which leaves users to find out less. */
function affected(service: ServiceRef, run: Run | null): { readonly names: string; readonly isOne: boolean } {
  const all = run?.besides?.map(({ ref }) => ref.name) ?? [service.name]
  if (all.length > mostNamed) return { names: `[${all.length} services]`, isOne: false }
  const names = all.map((name) => `[${name}]`)
  const [last = ''] = names.slice(-1)
  const isOne = names.length < 2
  return { names: isOne ? last : `${names.slice(0, -1).join(', ')} and ${last}`, isOne }
}
