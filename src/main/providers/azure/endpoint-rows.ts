import type { PanelCell } from '../../../contract/index.ts'
import type { ProbeReading, TrafficProfile } from '../../ports/azure.ts'
import { isFoundIll, isInDoubt, isProvedOnline } from './serving.ts'

/**
 * Each endpoint as it is wanted and as Traffic Manager sees it, or, where that is worse, as our own probe does.
 * @param probes by id; of a nested profile there are none
 */
export function endpointRows(
  { endpoints }: Pick<TrafficProfile, 'endpoints'>,
  probes: ReadonlyMap<string, ProbeReading> = new Map()
): readonly { readonly label: string; readonly cells: readonly PanelCell[] }[] {
  return endpoints.map((endpoint) => {
    const { name, priority, status, monitorStatus } = endpoint
    const isDoubtful = isInDoubt(endpoint, probes.get(endpoint.id))
    const tone = isDoubtful || isFoundIll(endpoint) ? 'bad' : isProvedOnline(endpoint) ? 'good' : 'plain'
    const seen = monitorStatus || 'not looked at'
    return {
      label: priority === null ? name : `${name}, ${priority}`,
      cells: [
        { text: status ?? 'unknown', tone: 'plain' },
        { text: isDoubtful ? `${seen}, own probe fails` : seen, tone }
      ]
    }
  })
}
