import type { PanelCell } from '../../../contract/index.ts'
import type { TrafficProfile } from '../../ports/azure.ts'
import { isFoundIll, isProvedOnline } from './serving.ts'

/** Each endpoint as it is wanted and as Traffic Manager sees it. */
export function endpointRows({
  endpoints
}: Pick<TrafficProfile, 'endpoints'>): readonly { readonly label: string; readonly cells: readonly PanelCell[] }[] {
  return endpoints.map((endpoint) => {
    const { name, priority, status, monitorStatus } = endpoint
    const tone = isProvedOnline(endpoint) ? 'good' : isFoundIll(endpoint) ? 'bad' : 'plain'
    return {
      label: priority === null ? name : `${name}, ${priority}`,
      cells: [
        { text: status ?? 'unknown', tone: 'plain' },
        { text: monitorStatus || 'not looked at', tone }
      ]
    }
  })
}
