import type { ProbeReading, RegionView } from '../../ports/azure.ts'
import { endpointIn, type RegionHealth } from './data-standing.ts'
import { isProvedOnline } from './serving.ts'

/** A server of a database and the one that it is paired with, as they are asked from here. */
export interface AskedPair {
  readonly side: { readonly server: string; readonly location: string }
  /** Name of the other one; undefined where there is none. */
  readonly partner: string | undefined
  readonly probes: ReadonlyMap<string, ProbeReading>
  /** Port that clients connect to. */
  readonly port: number
}

/**
 * Whether a server of a database answers. Resource Manager does not say. One that is silent is believed to be down only when its
 * partner answers from here, because many networks keep the port closed, and when what leads users to its region does not find
 * it well either.
 */
export function serverHealth(
  { side, partner, probes, port }: AskedPair,
  view: Pick<RegionView, 'profile' | 'probes'>
): RegionHealth {
  const own = probes.get(side.server)
  if (!own) return { is: 'unknown', gateway: null, text: `${side.server} has not been asked yet` }
  const { isWell: gateway } = own
  const text = `${side.server}${side.location === '' ? '' : ` in ${side.location}`} ${own.text}`
  if (gateway === true) return { is: 'answers', gateway, text }
  if (gateway === null) return { is: 'unknown', gateway, text }
  if (probes.get(partner ?? '')?.isWell !== true)
    return { is: 'unknown', gateway, text: `${text}, nor does its partner: port ${port} may be closed from here` }
  const endpoint = endpointIn({ name: side.location }, view.profile.endpoints)
  if (!endpoint) return { is: 'silent', gateway, text }
  const probe = view.probes.get(endpoint.id)
  if (isProvedOnline(endpoint) || probe?.isWell === true)
    return { is: 'unknown', gateway, text: `${text}, although ${endpoint.name} there answers` }
  return { is: 'silent', gateway, text: `${text}; ${endpoint.name} there: ${probe?.text ?? 'not asked yet'}` }
}
