import type { WireRequest } from '../../../contract/index.ts'
import { shellQuote } from '../../lib/shell-quote.ts'
import type { EndpointStatus, ProfileName, TrafficEndpoint } from '../../ports/azure.ts'

/**
 * What `az` is typed as to change the status of an endpoint. It sends a GET and a PUT of the whole endpoint, where ours is
 * one PATCH of one field; without `--type` it sends nothing at all (az 2.91.0, seen).
 */
export function endpointCommand(
  { subscription, group, profile }: ProfileName,
  { kind, name }: Pick<TrafficEndpoint, 'kind' | 'name'>,
  status: EndpointStatus
): string {
  return [
    'az network traffic-manager endpoint update',
    `--subscription ${shellQuote(subscription)}`,
    `--resource-group ${shellQuote(group)}`,
    `--profile-name ${shellQuote(profile)}`,
    `--name ${shellQuote(name)}`,
    `--type ${kind}`,
    `--endpoint-status ${status}`
  ].join(' ')
}

/** Reads a profile; `az` sends one GET. */
export function showProfileCommand({ subscription, group, profile }: ProfileName): string {
  return `az network traffic-manager profile show --subscription ${shellQuote(subscription)} --resource-group ${shellQuote(group)} --name ${shellQuote(profile)}`
}

/** The same request by `az rest`, once: it writes the JSON of the body with spaces, and nothing else is other (az 2.91.0, seen). */
export function restCommand({ method, path, query, body }: WireRequest): string {
  const search = new URLSearchParams(query).toString()
  const url = search === '' ? path : `${path}?${search}`
  const sent = body === undefined ? '' : ` --body ${shellQuote(body)}`
  return `az rest --method ${method.toLowerCase()} --url ${shellQuote(url)}${sent}`
}
