import type { ProbeSettings, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { answered } from './serving.ts'

/**
 * Names and addresses that an answer leads to when it leads to an endpoint. Name servers of Traffic Manager go through nested
 * profiles by themselves: the answer has an endpoint of the inner one (Microsoft Learn, Traffic Manager FAQ, nested
 * profiles). Null where that one is not known.
 */
export function targetsOf({ target, nested }: Pick<TrafficEndpoint, 'target' | 'nested'>): readonly string[] | null {
  if (!nested) return [target]
  return (
    nested.seen && [target, ...nested.seen.endpoints.map((endpoint) => endpoint.target)].filter((one) => one !== '')
  )
}

/** What is probed of an endpoint, and how: of a nested profile whom it answers with now, as that one probes. */
export function probed(
  { target, nested }: Pick<TrafficEndpoint, 'target' | 'nested'>,
  { probe }: Pick<TrafficProfile, 'probe'>
): { readonly target: string; readonly settings: ProbeSettings } {
  const inner = nested?.seen
  if (!inner) return { target, settings: probe }
  const [first] = [...answered(inner), ...inner.endpoints]
  return { target: first?.target ?? target, settings: inner.probe }
}

/** How many endpoints of a nested profile Traffic Manager has found well. */
export function wellInside({ endpoints }: Pick<TrafficProfile, 'endpoints'>): number {
  return endpoints.filter(
    ({ status, monitorStatus, alwaysServe }) =>
      status === 'Enabled' && (alwaysServe || ['online', 'unmonitored'].includes(monitorStatus.toLowerCase()))
  ).length
}
