import type { CommandRule } from '../rule-facts.ts'
import { liveEndpoint } from './live-endpoint.ts'

/** An endpoint of Traffic Manager that is changed by hand: without its type it is not, and disabling is half of it. */
export const changesEndpoint: CommandRule = (intended, { region }) => {
  if (intended.tool !== 'az' || intended.isRead) return null
  if (intended.verb !== 'network traffic-manager endpoint update') return null
  const { options, command } = intended
  const name = options.get('name') ?? ''
  if (!options.has('type')) {
    return {
      id: `T6 type ${name}`,
      severity: 'warning',
      lead: 'Without --type this command changes nothing.',
      text: 'az ends with an error before it sends anything; the endpoint stays as it is.',
      source: 'Azure/azure-cli src/azure-cli/azure/cli/command_modules/network/_params.py (endpoint_type)',
      command
    }
  }
  const live = region && liveEndpoint(intended, region)
  if (live) return live
  if (options.get('endpoint-status')?.toLowerCase() !== 'disabled') return null
  return {
    id: `T6 ${name}`,
    severity: 'warning',
    lead: 'Disabling an endpoint before another one is online takes everybody off.',
    text: 'Enable the other one, wait until its monitor says Online, and disable this one after that.',
    source: 'MicrosoftDocs/azure-docs articles/traffic-manager/traffic-manager-monitoring.md (endpoint status)',
    command
  }
}
