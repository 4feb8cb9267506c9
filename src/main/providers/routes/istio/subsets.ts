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

/**
 * The subset that a destination names, by the DestinationRules of its host. A subset's own policy goes before the rule's
 * (istio/api networking/v1alpha3/destination_rule.proto Subset). A destination whose subset is nowhere is answered with 503.
 */
export function readSubset({ service, subset }: RouteBackend, rules: readonly KubeObject[]): SubsetReading {
  const ofHost = rules.filter((rule) => {
    const named = serviceOfHost(stringAt(rule, 'spec', 'host'), rule.metadata.namespace ?? '')
    return service !== null && named?.name === service.name && named.namespace === service.namespace
  })
  const subsets = ofHost.flatMap((rule) => arrayAt(rule, 'spec', 'subsets'))
  const found = subsets.find((entry) => stringAt(entry, 'name') === subset)
  const policies = [found, ...ofHost.map((rule) => at(rule, 'spec'))]
  return {
    labels: subset === '' ? {} : found === undefined ? null : stringsAt(found, 'labels'),
    isConsistent: policies.some((owner) => isJsonObject(at(owner, 'trafficPolicy', 'loadBalancer', 'consistentHash')))
  }
}
