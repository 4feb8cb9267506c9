import { FailureError, failureOf } from '../../../contract/index.ts'
import { arrayAt, at, numberAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { listedIn, type Listed } from './listed.ts'
import type { FailoverGroup, FailoverGroupName, GroupSide, SqlServerName } from '../../ports/failover-group.ts'

/** No server has more groups, and no resource group is asked about more servers. */
const most = 20

/** What one server of a failover group says. */
export interface SaidOfGroup {
  readonly name: string
  readonly side: GroupSide
  readonly partner: GroupSide
  readonly isPair: boolean
  readonly state: string
  readonly policy: FailoverGroup['policy']
  readonly graceMinutes: number | null
  readonly databases: number
}

/**
 * A failover group as Azure Resource Manager sends it of one server (Azure/azure-rest-api-specs specification/sql
 * 2021-11-01, definition FailoverGroup), in the parts that are judged by.
 * @throws FailureError `server` for what is none, or names no partner.
 */
export function readGroup({ subscription, group, server }: SqlServerName, json: JsonObject): SaidOfGroup {
  const properties = objectAt(json, 'properties')
  const [other, ...more] = arrayAt(properties, 'partnerServers')
  const partner = serverNameOf(stringAt(other, 'id'))
  const name = groupNameIn(json)
  if (name === '' || !partner) {
    const said = `What was answered for a failover group of ${server} does not say which one it is and who its partner is.`
    throw new FailureError(failureOf('server', said, { retryable: true }))
  }
  const endpoint = objectAt(properties, 'readWriteEndpoint')
  const policy = stringAt(endpoint, 'failoverPolicy')
  return {
    name,
    side: { subscription, group, server, location: text(json, 'location'), role: roleOf(properties), unread: '' },
    partner: { ...partner, location: text(other, 'location'), role: roleOf(other), unread: '' },
    isPair: more.length === 0 && partner.subscription.toLowerCase() === subscription.toLowerCase(),
    state: text(properties, 'replicationState'),
    policy: policy === 'Manual' || policy === 'Automatic' ? policy : null,
    graceMinutes: numberAt(endpoint, 'failoverWithDataLossGracePeriodMinutes') ?? null,
    databases: arrayAt(properties, 'databases').length
  }
}

/** Both servers' words as one. `other` is a reason where the partner cannot be read. */
export function failoverGroupOf(one: SaidOfGroup, other: SaidOfGroup | string): FailoverGroup {
  const { name, side, partner, isPair, policy, graceMinutes, databases } = one
  const second =
    typeof other === 'string' ? { ...partner, unread: other } : { ...other.side, location: other.side.location }
  const said = [one, ...(typeof other === 'string' ? [] : [other])]
  const secondary = said.find((of) => of.side.role === 'Secondary')
  const state = secondary?.state || said.map((of) => of.state).find((of) => of !== '') || ''
  return {
    name,
    subscription: side.subscription,
    sides: [side, second],
    isPair,
    state,
    policy,
    graceMinutes,
    databases
  }
}

/** The groups in the answer to a list of one server's. */
export function groupsIn(server: SqlServerName, json: JsonObject): Listed<SaidOfGroup> {
  return listedIn(json, most, (one) => readGroup(server, one as JsonObject))
}

/** A server in the answer to a list: its names, and where it answers. */
export interface ListedServer extends SqlServerName {
  /** Empty where the answer does not say. */
  readonly host: string
}

/** The servers in the answer to a list of a resource group's. */
export function serversIn(json: JsonObject): Listed<ListedServer> {
  return listedIn(json, most, (one) => {
    const name = serverNameOf(stringAt(one, 'id'))
    const host = text(objectAt(one, 'properties'), 'fullyQualifiedDomainName').toLowerCase()
    return name && { ...name, host }
  })
}

const server =
  /^\/subscriptions\/(?<subscription>[0-9a-f-]{36})\/resourcegroups\/(?<group>[\w().-]{1,90})\/providers\/microsoft\.sql\/servers\/(?<server>[a-z0-9-]{1,63})$/i

/** The names in the resource id of a server (Azure resource name rules: 1-63 of letters, digits and hyphens); null for none. */
export function serverNameOf(id: string): SqlServerName | null {
  const { subscription = '', group = '', server: name = '' } = server.exec(id)?.groups ?? {}
  return subscription === '' ? null : { subscription, group, server: name.toLowerCase() }
}

/** The resource id of a failover group at one of its servers, in lower case. */
export function failoverGroupId({ subscription, group, server: at, failoverGroup }: FailoverGroupName): string {
  return `/subscriptions/${subscription}/resourcegroups/${group}/providers/microsoft.sql/servers/${at}/failovergroups/${failoverGroup}`.toLowerCase()
}

/**
 * The names in the resource id of a failover group (1-63 of letters, digits and hyphens), at either of its servers.
 * @throws FailureError `badInput` for what is no such id.
 */
export function failoverGroupNameOf(id: string): FailoverGroupName {
  const [, at = '', failoverGroup = ''] = /^(.+)\/failovergroups\/([a-z0-9-]{1,63})$/i.exec(id.trim()) ?? []
  const found = serverNameOf(at)
  if (found) return { ...found, failoverGroup: failoverGroup.toLowerCase() }
  throw new FailureError(
    failureOf('badInput', 'That is not the resource id of a failover group.', {
      remedy: 'Copy it from the group’s properties: /subscriptions/…/servers/SERVER/failoverGroups/NAME.'
    })
  )
}

function groupNameIn(json: JsonObject): string {
  const name = text(json, 'name')
  return /^[a-z0-9-]{1,63}$/i.test(name) ? name : ''
}

function roleOf(of: unknown): GroupSide['role'] {
  const role = at(of, 'replicationRole')
  return role === 'Primary' || role === 'Secondary' ? role : null
}

function text(of: unknown, member: string): string {
  return visibleText(stringAt(of, member), 120)
}
