import { arrayAt, at, isJsonObject, stringAt, stringsAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { RouteBackend } from '../../../ports/route.ts'
import { serviceOfHost } from './hosts.ts'

/** What the DestinationRules say of a destination. */
export interface SubsetReading {
  /** Labels that its pods have beside those of the Service; null where no DestinationRule has a subset of that name. */
  readonly labels: Readonly<Record<string, string>> | null
  /** Users are kept on one of its pods, by a hash of a cookie, a header or an address. */
  readonly isConsistent: boolean
}

/** What the DestinationRules of one host say. */
interface OfHost {
  /** Of several of one name the first counts. */
  readonly subsets: Map<string, unknown>
  isConsistent: boolean
}

/** DestinationRules by the Service that they are for. */
export type SubsetsByService = ReadonlyMap<string, OfHost>

/** Goes through the rules once: a route may name thousands of subsets, of which each would be looked for in all of them. */
export function subsetsByService(rules: readonly KubeObject[]): SubsetsByService {
  const found = new Map<string, OfHost>()
  for (const rule of rules) {
    const service = serviceOfHost(stringAt(rule, 'spec', 'host'), rule.metadata.namespace ?? '')
    if (service === null) continue
    const key = keyOf(service)
    const ofHost = found.get(key) ?? { subsets: new Map<string, unknown>(), isConsistent: false }
    found.set(key, ofHost)
    ofHost.isConsistent ||= keepsUsers(at(rule, 'spec'))
    for (const subset of arrayAt(rule, 'spec', 'subsets')) {
      const name = stringAt(subset, 'name')
      if (!ofHost.subsets.has(name)) ofHost.subsets.set(name, subset)
    }
  }
  return found
}

/**
 * The subset that a destination names, by the DestinationRules of its host. A subset's own policy goes before the rule's
 * (istio/api networking/v1alpha3/destination_rule.proto Subset). A destination whose subset is nowhere is answered with 503.
 */
export function readSubset({ service, subset }: RouteBackend, rules: SubsetsByService): SubsetReading {
  const ofHost = service === null ? undefined : rules.get(keyOf(service))
  const found = ofHost?.subsets.get(subset)
  return {
    labels: subset === '' ? {} : found === undefined ? null : stringsAt(found, 'labels'),
    isConsistent: ofHost?.isConsistent === true || keepsUsers(found)
  }
}

function keepsUsers(policyOwner: unknown): boolean {
  return isJsonObject(at(policyOwner, 'trafficPolicy', 'loadBalancer', 'consistentHash'))
}

function keyOf({ namespace, name }: NonNullable<RouteBackend['service']>): string {
  return `${namespace}/${name}`
}
