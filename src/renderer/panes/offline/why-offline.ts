import type { ServiceView, ShellView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { readInDoubtSince, useInDoubtSince } from '../../stores/clock.ts'
import { feedStore } from '../../stores/feeds.ts'

/** Why nothing can be planned or sent for a service right now; null while its cluster is reached, or not asked yet. */
export function whyOffline(service: Pick<ServiceView, 'deployment'> | null | undefined): string | null {
  if (service?.deployment.state !== 'unreachable') return null
  return 'Offline: nothing can be planned or sent until the connection is back.'
}

/**
 * Why nothing is planned or sent for a service right now: its cluster is not reached, or it is in doubt whether it is. Null
 * while it answers.
 */
export function useWhyHeldBack(service: Pick<ServiceView, 'deployment'>): string | null {
  return whyHeldBack(service, useInDoubtSince())
}

/** The same of the service on the screen right now, for a key handler. */
export function readWhyHeldBack(): string | null {
  return whyHeldBack(feedStore.getState().values.service, readInDoubtSince())
}

function whyHeldBack(service: Parameters<typeof whyOffline>[0], doubtAt: string | null): string | null {
  const offline = whyOffline(service)
  if (offline !== null || doubtAt === null || !service) return offline
  return `Connection in doubt since ${utc(doubtAt)}: nothing is approved meanwhile.`
}

/** Whether commands are read out: the API server does not answer, or the record is open without it. */
export function isOffline({ links, record }: Pick<ShellView, 'links' | 'record'>): boolean {
  return record !== null || links.some(({ id, state }) => id === 'apiServer' && state === 'failing')
}
