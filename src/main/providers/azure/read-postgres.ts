import { FailureError, failureOf } from '../../../contract/index.ts'
import { arrayAt, numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { listedIn, type Listed } from './listed.ts'
import type { PostgresServerName, PostgresSide, VirtualEndpoint } from '../../ports/postgres-pair.ts'

/** No primary has more replicas (5, and 5 of each: Microsoft Learn, read replicas), and of no group more servers are asked. */
const most = 40

/**
 * A flexible server as Azure Resource Manager sends it (Azure/azure-rest-api-specs specification/postgresql 2024-08-01,
 * definition Server), in the parts that are judged by.
 * @throws FailureError `server` for what is none.
 */
export function readPostgres(json: unknown): PostgresSide {
  const name = postgresNameIn(stringAt(json, 'id'))
  if (!name)
    throw new FailureError(
      failureOf('server', 'What was answered for a server of PostgreSQL does not say which one it is.', {
        retryable: true
      })
    )
  const properties = objectAt(json, 'properties')
  return {
    ...name,
    location: text(json, 'location'),
    role: roleOf(properties),
    source: stringAt(properties, 'sourceServerResourceId').slice(0, 400).toLowerCase(),
    state: text(properties, 'state'),
    version: text(properties, 'version'),
    size: text(objectAt(json, 'sku'), 'name'),
    storageGb: numberAt(objectAt(properties, 'storage'), 'storageSizeGB') ?? null,
    isHighlyAvailable: !['', 'Disabled'].includes(text(objectAt(properties, 'highAvailability'), 'mode')),
    host: text(properties, 'fullyQualifiedDomainName').toLowerCase(),
    unread: ''
  }
}

/** A replica of a list, with how its replication stands, which no other answer says. */
export interface ListedReplica {
  readonly side: PostgresSide
  /** In the provider's own words; empty where the answer does not say. */
  readonly replication: string
}

/** Servers in the answer to a list, of a group or of a primary's replicas. */
export function postgresIn(json: JsonObject): Listed<ListedReplica> {
  return listedIn(json, most, (one) => ({
    side: readPostgres(one),
    replication: text(objectAt(one, 'properties', 'replica'), 'replicationState')
  }))
}

/** The virtual endpoint in the answer to a list: a primary has one at most. */
export function virtualEndpointIn(json: JsonObject): VirtualEndpoint | null {
  const [one] = arrayAt(json, 'value')
  const name = text(one, 'name')
  if (name === '') return null
  const properties = objectAt(one, 'properties')
  const words = (member: string): readonly string[] =>
    arrayAt(properties, member)
      .slice(0, most)
      .flatMap((word) => (typeof word === 'string' ? [visibleText(word, 260).toLowerCase()] : []))
  return { name, members: words('members'), hosts: words('virtualEndpoints') }
}

const server =
  /^\/subscriptions\/(?<subscription>[0-9a-f-]{36})\/resourcegroups\/(?<group>[\w().-]{1,90})\/providers\/microsoft\.dbforpostgresql\/flexibleservers\/(?<server>[a-z0-9][a-z0-9-]{1,62})$/i

/** The names in the resource id of a flexible server (3-63 of letters, digits and hyphens); null for none. */
export function postgresNameIn(id: string): PostgresServerName | null {
  const { subscription = '', group = '', server: name = '' } = server.exec(id.trim())?.groups ?? {}
  return subscription === '' ? null : { subscription, group, server: name.toLowerCase() }
}

/** The resource id of a flexible server, in lower case. */
export function postgresId({ subscription, group, server: name }: PostgresServerName): string {
  return `/subscriptions/${subscription}/resourcegroups/${group}/providers/microsoft.dbforpostgresql/flexibleservers/${name}`.toLowerCase()
}

/** The names in the resource id of a flexible server. @throws FailureError `badInput` for what is no such id. */
export function postgresNameOf(id: string): PostgresServerName {
  const found = postgresNameIn(id)
  if (found) return found
  throw new FailureError(
    failureOf('badInput', 'That is not the resource id of a flexible server of PostgreSQL.', {
      remedy: 'Copy it from the server’s properties: /subscriptions/…/flexibleServers/NAME.'
    })
  )
}

/** `replica.role` is the newer of the two members; older servers have the other one alone. */
function roleOf(properties: JsonObject | undefined): PostgresSide['role'] {
  const role = stringAt(properties, 'replica', 'role') || stringAt(properties, 'replicationRole')
  if (role === 'Primary') return 'Primary'
  if (role === 'AsyncReplica' || role === 'GeoAsyncReplica') return 'Replica'
  return role === 'None' ? 'Alone' : null
}

function text(of: unknown, member: string): string {
  return visibleText(stringAt(of, member), 120)
}
