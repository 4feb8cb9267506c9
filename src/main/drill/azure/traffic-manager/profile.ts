import type { JsonObject } from '../../store/json-value.ts'
import { listOf, numberOf, objectOf, textOf } from '../../store/json-value.ts'

/** The namespace and type of profiles as ids and errors spell it. */
export const profileType = 'Microsoft.Network/trafficManagerProfiles'

export const endpointTypes = ['azureEndpoints', 'externalEndpoints', 'nestedEndpoints'] as const
export type EndpointType = (typeof endpointTypes)[number]

/** The type that a segment of a path or the end of a resource type names, in any letter case. */
export function endpointTypeOf(text: string): EndpointType | undefined {
  const last = text.slice(text.lastIndexOf('/') + 1).toLowerCase()
  return endpointTypes.find((type) => type.toLowerCase() === last)
}

/** An endpoint as it is stored: what was written, without what is observed. */
export interface StoredEndpoint {
  readonly name: string
  readonly type: EndpointType
  readonly properties: JsonObject
}

/** A profile as it is stored; `properties` without `endpoints`. */
export interface StoredProfile {
  readonly name: string
  readonly tags: JsonObject
  readonly properties: JsonObject
  readonly endpoints: readonly StoredEndpoint[]
}

/** `endpointMonitorStatus` (Azure/azure-rest-api-specs trafficmanager.json, EndpointMonitorStatus). */
export type MonitorStatus =
  | 'CheckingEndpoint'
  | 'Online'
  | 'Degraded'
  | 'Disabled'
  | 'Inactive'
  | 'Stopped'
  | 'Unmonitored'

export const isEnabled = ({ properties }: StoredEndpoint): boolean => properties['endpointStatus'] === 'Enabled'
export const isProfileEnabled = ({ properties }: StoredProfile): boolean => properties['profileStatus'] === 'Enabled'
export const alwaysServes = ({ properties }: StoredEndpoint): boolean => properties['alwaysServe'] === 'Enabled'
export const targetOf = ({ properties }: StoredEndpoint): string => textOf(properties['target']).toLowerCase()
export const methodOf = ({ properties }: StoredProfile): string => textOf(properties['trafficRoutingMethod'])

/** The name under which the profile is answered, in lower case. */
export function fqdnOf({ properties }: StoredProfile): string {
  return `${textOf(objectOf(properties['dnsConfig'])['relativeName']).toLowerCase()}.trafficmanager.net`
}

export function ttlOf({ properties }: StoredProfile): number {
  return numberOf(objectOf(properties['dnsConfig'])['ttl'])
}

/** How endpoints are probed, with the defaults of the service. */
export function probingOf({ properties }: StoredProfile): {
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly tolerated: number
} {
  const config = objectOf(properties['monitorConfig'])
  const seconds = (name: string, fallback: number): number =>
    typeof config[name] === 'number' ? config[name] : fallback
  return {
    intervalMs: seconds('intervalInSeconds', 30) * 1000,
    timeoutMs: seconds('timeoutInSeconds', 10) * 1000,
    tolerated: seconds('toleratedNumberOfFailures', 3)
  }
}

/** Whether a probe's status code counts as success: 200 unless ranges are told. */
export function isExpected({ properties }: StoredProfile, status: number): boolean {
  const ranges = listOf(objectOf(properties['monitorConfig'])['expectedStatusCodeRanges']).map(objectOf)
  if (ranges.length === 0) return status === 200
  return ranges.some(({ min, max }) => status >= numberOf(min) && status <= numberOf(max))
}
