import type { TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { endpointCommand } from '../../providers/azure/commands.ts'

/**
 * All that is sent to go back, a command a line, in the order of a plan to fail back: the data first, then whoever comes back,
 * then whoever goes. `changed` are the endpoints that a plan changes, as they stand before it; `data` brings its data back.
 */
export function wayBackCommands(
  profile: TrafficProfile,
  changed: readonly TrafficEndpoint[],
  data: readonly string[] = []
): string {
  const were = (status: 'Enabled' | 'Disabled'): readonly string[] =>
    changed
      .filter((endpoint) => endpoint.status === status)
      .map((endpoint) => endpointCommand(profile, endpoint, status))
  return [...data, ...were('Enabled'), ...were('Disabled')].join('\n')
}
