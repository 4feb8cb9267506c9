import type { Run, ServiceRef } from '../../contract/index.ts'
import { minute } from './words.ts'

/** Until when the next one is promised, milliseconds. */
const nextWithinMs = 30 * 60_000
/** So many services are named one by one. */
const mostNamed = 3

export interface StatusUpdateInput {
  readonly service: ServiceRef
  /** ISO; empty when unknown. */
  readonly startedAt: string
  /** ISO; when users were well again, and empty while they are not known to be. */
  readonly restoredAt: string
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
  isLatest = false,
  run,
  now
}: StatusUpdateInput): string {
  const since = startedAt === '' ? '' : ` since ${minute(startedAt)} UTC`
  const what = affected(service, run)
  const next = `Next update by ${minute(new Date(now.getTime() + nextWithinMs).toISOString())} UTC.`
  if (restoredAt !== '') {
    return [
      `Resolved: ${what.names} ${what.isOne ? 'works' : 'work'} again.`,
      `Requests failed from ${startedAt === '' ? '[time]' : minute(startedAt)} to ${minute(restoredAt)} UTC${isLatest ? ' at the latest' : ''}. A recent change was taken back, and errors are at their usual level.`,
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

/** All that are taken back together; from four on their number, which leaves users to find out less. */
function affected(service: ServiceRef, run: Run | null): { readonly names: string; readonly isOne: boolean } {
  const all = run?.besides?.map(({ ref }) => ref.name) ?? [service.name]
  if (all.length > mostNamed) return { names: `[${all.length} services]`, isOne: false }
  const names = all.map((name) => `[${name}]`)
  const [last = ''] = names.slice(-1)
  const isOne = names.length < 2
  return { names: isOne ? last : `${names.slice(0, -1).join(', ')} and ${last}`, isOne }
}
