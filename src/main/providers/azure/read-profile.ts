import { FailureError, failureOf } from '../../../contract/index.ts'
import { arrayAt, numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type {
  EndpointKind,
  EndpointStatus,
  NestedProfile,
  ProbeSettings,
  ProfileName,
  RoutingMethod,
  TrafficEndpoint,
  TrafficProfile
} from '../../ports/azure.ts'
import { knownProfile, profileId } from './resource-id.ts'

/** Azure allows 200 endpoints a profile. */
const mostEndpoints = 200
const mostListed = 64

const kinds: readonly EndpointKind[] = ['azureEndpoints', 'externalEndpoints', 'nestedEndpoints']
const methods: readonly RoutingMethod[] = ['Performance', 'Priority', 'Weighted', 'Geographic', 'MultiValue', 'Subnet']
const statuses: readonly EndpointStatus[] = ['Enabled', 'Disabled']

/**
 * A profile as Azure Resource Manager sends it (Azure/azure-rest-api-specs specification/trafficmanager 2022-04-01,
 * definitions Profile and Endpoint), in the parts that are judged by. Types and statuses are matched in any letter case.
 * @throws FailureError `server` for what is no profile, or has more in it than Azure allows.
 */
export function readProfile(name: ProfileName, json: JsonObject): TrafficProfile {
  const id = profileId(name)
  const properties = objectAt(json, 'properties')
  const listed = arrayAt(properties, 'endpoints')
  const dns = objectAt(properties, 'dnsConfig')
  const monitor = objectAt(properties, 'monitorConfig')
  const fqdn = stringAt(dns, 'fqdn').toLowerCase().replace(/\.$/, '')
  if (!Array.isArray(properties['endpoints']) || !isHostName(fqdn))
    throw noProfile(name, 'it has no endpoints or no name')
  if (listed.length > mostEndpoints) throw noProfile(name, `it has ${listed.length} endpoints`)
  const endpoints = listed.map((one) => readEndpoint(name, id, one))
  if (new Set(endpoints.map((endpoint) => endpoint.id)).size < endpoints.length)
    throw noProfile(name, 'it has the same endpoint twice')
  return {
    ...name,
    id,
    isEnabled: wordIn(statuses, stringAt(properties, 'profileStatus')) === 'Enabled',
    method: wordIn(methods, stringAt(properties, 'trafficRoutingMethod')),
    fqdn,
    ttlSeconds: wholeAt(dns, 'ttl', 0, 2_147_483_647) ?? 60,
    probe: readProbe(monitor),
    endpoints
  }
}

function readEndpoint(name: ProfileName, profile: string, json: unknown): TrafficEndpoint {
  const properties = objectAt(json, 'properties')
  const kind = wordIn(kinds, stringAt(json, 'type').split('/').at(-1) ?? '')
  const own = stringAt(json, 'name')
  if (kind === null || own === '') throw noProfile(name, 'an endpoint of it has no name, or a type that is not known')
  return {
    id: `${profile}/${kind}/${own}`.toLowerCase(),
    kind,
    name: visibleText(own, 260),
    target: stringAt(properties, 'target').toLowerCase().replace(/\.$/, '').slice(0, 253),
    location: visibleText(stringAt(properties, 'endpointLocation'), 60),
    status: wordIn(statuses, stringAt(properties, 'endpointStatus')),
    monitorStatus: visibleText(stringAt(properties, 'endpointMonitorStatus'), 40),
    priority: wholeAt(properties, 'priority', 1, 1_000),
    weight: wholeAt(properties, 'weight', 1, 1_000),
    alwaysServe: stringAt(properties, 'alwaysServe').toLowerCase() === 'enabled',
    geographies: arrayAt(properties, 'geoMapping').length,
    subnets: arrayAt(properties, 'subnets').length,
    nested: kind === 'nestedEndpoints' ? readNested(properties) : null
  }
}

/** `minChildEndpoints` is 1 where it is left out (Microsoft Learn, nested Traffic Manager profiles). */
function readNested(properties: JsonObject): NestedProfile {
  const name = knownProfile(stringAt(properties, 'targetResourceId'))
  const unread = name === null ? 'its id is not known' : 'it has not been read'
  return { name, leastWell: wholeAt(properties, 'minChildEndpoints', 1, mostEndpoints) ?? 1, seen: null, unread }
}

/** What is left out has Azure's defaults. */
function readProbe(json: JsonObject): ProbeSettings {
  const protocol = wordIn(['HTTP', 'HTTPS', 'TCP'] as const, stringAt(json, 'protocol')) ?? 'HTTP'
  const intervalSeconds = wholeAt(json, 'intervalInSeconds', 1, 300) ?? 30
  const headers = arrayAt(json, 'customHeaders').slice(0, mostListed)
  const expected = arrayAt(json, 'expectedStatusCodeRanges').slice(0, mostListed)
  return {
    protocol,
    port: wholeAt(json, 'port', 1, 65_535) ?? (protocol === 'HTTPS' ? 443 : 80),
    path: stringAt(json, 'path') || '/',
    intervalSeconds,
    timeoutSeconds: wholeAt(json, 'timeoutInSeconds', 1, 60) ?? 10,
    toleratedFailures: wholeAt(json, 'toleratedNumberOfFailures', 0, 9) ?? 3,
    headers: headers.map((one) => ({ name: stringAt(one, 'name'), value: stringAt(one, 'value') })),
    expected: expected.flatMap((one) => {
      const [min, max] = [wholeAt(one, 'min', 100, 999), wholeAt(one, 'max', 100, 999)]
      return min === null || max === null ? [] : [{ min, max }]
    })
  }
}

function wordIn<W extends string>(words: readonly W[], text: string): W | null {
  return words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? null
}

function wholeAt(json: unknown, field: string, least: number, most: number): number | null {
  const value = numberAt(json, field)
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : null
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9_]([a-z0-9_-]*)(\.[a-z0-9_-]+)+$/.test(text)
}

function noProfile({ profile }: ProfileName, why: string): FailureError {
  const text = `What was answered for Traffic Manager profile ${visibleText(profile, 80)} is no profile: ${why}.`
  return new FailureError(failureOf('server', text, { retryable: true }))
}
