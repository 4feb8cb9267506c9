import type { ServiceView, ShellView } from '../../../contract/index.ts'
import { feedStore } from '../../stores/feeds.ts'

/** Why nothing can be planned or sent for a service right now; null while its cluster is reached, or not asked yet. */
export function whyOffline(service: Pick<ServiceView, 'deployment'> | null | undefined): string | null {
  if (service?.deployment.state !== 'unreachable') return null
  return 'Offline: nothing can be planned or sent until the connection is back.'
}

/** The same of the service on the screen right now, for a key handler. */
export function readWhyOffline(): string | null {
  return whyOffline(feedStore.getState().values.service)
}

/** Whether commands are read out: the API server does not answer, or the record is open without it. */
export function isOffline({ links, record }: Pick<ShellView, 'links' | 'record'>): boolean {
  return record !== null || links.some(({ id, state }) => id === 'apiServer' && state === 'failing')
}
