import type { Failure, Observed, WireRequest } from '../../contract/index.ts'
import type { JsonObject } from '../lib/json-access.ts'
import type { AccountName, DataAccount } from './data-account.ts'
import type { FailoverGroupName, GroupSeen, SqlServerName } from './failover-group.ts'
import type { PostgresSeen, PostgresServerName } from './postgres-pair.ts'
import type { ProbeReading } from './probe-reading.ts'

export type { ProbeReading } from './probe-reading.ts'

export type AzureCloud = 'public' | 'china' | 'usGov'
export type EndpointKind = 'azureEndpoints' | 'externalEndpoints' | 'nestedEndpoints'
export type EndpointStatus = 'Enabled' | 'Disabled'
export type RoutingMethod = 'Performance' | 'Priority' | 'Weighted' | 'Geographic' | 'MultiValue' | 'Subnet'

/** A Traffic Manager profile by the names of which its resource id is made, as Azure writes them. */
export interface ProfileName {
  readonly subscription: string
  readonly group: string
  readonly profile: string
}

/** One endpoint of a Traffic Manager profile. */
export interface TrafficEndpoint {
  /** Resource id in lower case. */
  readonly id: string
  readonly kind: EndpointKind
  readonly name: string
  /** Host name or address; empty for what has none. */
  readonly target: string
  readonly location: string
  /** What is wanted; null for a word that is not known. */
  readonly status: EndpointStatus | null
  /** What Traffic Manager sees, in its own words, such as `Online` or `CheckingEndpoint`. */
  readonly monitorStatus: string
  /** 1 to 1000, lower is better; null where the answer does not say. */
  readonly priority: number | null
  readonly weight: number | null
  /** It is answered whatever a probe says, and is not probed. */
  readonly alwaysServe: boolean
  /** How many geographies are mapped to it. */
  readonly geographies: number
  /** How many ranges of addresses it serves; 0 makes it the one that takes all the others. */
  readonly subnets: number
  /** The profile behind it; null where it leads to a region by itself. */
  readonly nested: NestedProfile | null
}

/** A profile that is an endpoint of another one. */
export interface NestedProfile {
  /** Null where its id is none. */
  readonly name: ProfileName | null
  /** So many of its endpoints have to be online for its parent to count it as well (`minChildEndpoints`). */
  readonly leastWell: number
  /** As it was read with its parent; null where it could not be. */
  readonly seen: TrafficProfile | null
  /** Why it could not be read; empty otherwise. */
  readonly unread: string
}

/** How Traffic Manager probes every endpoint of a profile. */
export interface ProbeSettings {
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP'
  readonly port: number
  readonly path: string
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly toleratedFailures: number
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Ranges of statuses that count as well, both ends included. */
  readonly expected: readonly { readonly min: number; readonly max: number }[]
}

export interface TrafficProfile extends ProfileName {
  /** Resource id in lower case. */
  readonly id: string
  readonly isEnabled: boolean
  /** Null for one that is not known. */
  readonly method: RoutingMethod | null
  readonly fqdn: string
  readonly ttlSeconds: number
  readonly probe: ProbeSettings
  readonly endpoints: readonly TrafficEndpoint[]
}

export interface AzureReadOptions {
  readonly abort: AbortSignal
  /** When given, the exchange is recorded in the command log with this exact command line. */
  readonly command?: string
}

/** One alias, with what is left of it as the one who was asked says. */
export interface AliasLink {
  readonly name: string
  readonly target: string
  readonly ttlSeconds: number
}

/** What one name server said of a name. */
export type NameAnswer =
  /** `ttlSeconds` is of this alias alone: each alias of a chain is remembered by itself. */
  | { readonly kind: 'alias'; readonly target: string; readonly ttlSeconds: number }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly ttlSeconds: number }
  /** It says that there is nothing: no such name, or no address; and for how long that is remembered, where it says so. */
  | { readonly kind: 'dark'; readonly text: string; readonly forSeconds: number | null }
  /** It cannot be asked from here, or does not answer. */
  | { readonly kind: 'notMeasurable'; readonly text: string }

export interface AskedServer {
  /** `192.0.2.53`, with the port where it is another one than 53. */
  readonly server: string
  readonly answer: NameAnswer
}

/** How a name that users type leads on. */
export interface FrontReading {
  readonly name: string
  /** Aliases in front of the profile's name. */
  readonly links: readonly AliasLink[]
  /** The TTLs are those that the names' own zones give; else what a resolver has left of them, which is less. */
  readonly isWhole: boolean
  /**
   * Where it ends: at the profile's name; at addresses of its own, which a zone that follows the profile by itself answers
   * with; at another name; nowhere; or it cannot be told from here.
   */
  readonly end: 'profile' | 'addresses' | 'elsewhere' | 'dark' | 'notMeasurable'
  /** Where it ends, or why that cannot be told. */
  readonly text: string
  /** TTL of addresses of its own; else null. */
  readonly ttlSeconds: number | null
  /** What each resolver leads users of this name to. Of what it knows by the profile's name, as if that were asked for. */
  readonly recursive: readonly AskedServer[]
}

export interface NameReading {
  /** Those who answer for the zone; empty when they could not be found. */
  readonly authoritative: readonly AskedServer[]
  /** Those who remember what they were told. */
  readonly recursive: readonly AskedServer[]
  /** Names that users type, as they were said to be in front of the profile's. */
  readonly fronts: readonly FrontReading[]
}

/** Cosmos DB accounts of a group, or one of them. */
export interface AccountsName {
  readonly subscription: string
  readonly group: string
  /** Left out for all of the group. */
  readonly account?: string
}

/** What is asked of `Microsoft.Authorization`. */
export type AccessQuestion = 'permissions' | 'locks' | 'denyAssignments'

/** A subscription, and who read it. */
export interface SubscriptionReading {
  readonly json: JsonObject
  /** How long the sign-in is good for yet, real milliseconds; null where nothing says so. */
  readonly leftMs: number | null
  /** Object id of the one who is signed in; null where the token does not say. */
  readonly principal: string | null
}

/** What somebody answered who was asked how an operation stands. */
export interface OperationAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Azure as levers, actions and checks reach it: reads, and requests that are built and not sent. */
export interface AzureReader {
  readonly cloud: AzureCloud
  /** The profile that is in front of the environment. */
  readonly profile: ProfileName
  /**
   * A profile as the raw JSON that Azure Resource Manager sent.
   * @throws FailureError; what is no answer of Resource Manager is a failure whatever its status.
   */
  readProfile(name: ProfileName, options: AzureReadOptions): Promise<JsonObject>
  /**
   * Cosmos DB accounts of a resource group, or one of them by its names, as the raw JSON that Azure Resource Manager sent.
   * @throws FailureError
   */
  readAccounts(name: AccountsName, options: AzureReadOptions): Promise<JsonObject>
  /** Servers of Azure SQL of a resource group, as raw JSON. @throws FailureError */
  readSqlServers(of: Pick<SqlServerName, 'subscription' | 'group'>, options: AzureReadOptions): Promise<JsonObject>
  /** Failover groups of a server, as raw JSON. @throws FailureError */
  readFailoverGroups(of: SqlServerName, options: AzureReadOptions): Promise<JsonObject>
  /** One of them, as that server says, as raw JSON. @throws FailureError */
  readFailoverGroup(of: FailoverGroupName, options: AzureReadOptions): Promise<JsonObject>
  /** Flexible servers of PostgreSQL of a resource group, as raw JSON. @throws FailureError */
  readPostgresServers(
    of: Pick<PostgresServerName, 'subscription' | 'group'>,
    options: AzureReadOptions
  ): Promise<JsonObject>
  /** One of them, as raw JSON. @throws FailureError */
  readPostgres(of: PostgresServerName, options: AzureReadOptions): Promise<JsonObject>
  /** Replicas of a primary, which alone says how their replication stands, as raw JSON. @throws FailureError */
  readPostgresReplicas(of: PostgresServerName, options: AzureReadOptions): Promise<JsonObject>
  /** Virtual endpoints of a primary, as raw JSON. @throws FailureError */
  readVirtualEndpoints(of: PostgresServerName, options: AzureReadOptions): Promise<JsonObject>
  /**
   * What is answered at the address of a long operation, whatever it is. It is asked only where Resource Manager of this
   * cloud is, over TLS and about this subscription: a token goes along, and the address is text from an answer.
   * @throws FailureError `refused` for any other address, and when there is no answer.
   */
  readOperation(url: string, abort: AbortSignal): Promise<OperationAnswer>
  /**
   * What `Microsoft.Authorization` says at a resource, as raw JSON: what the one who is signed in may do there, which locks are on it
   * and above it, or what is denied there whatever a role says.
   * @throws FailureError
   */
  readAccess(resourceId: string, what: AccessQuestion, abort: AbortSignal): Promise<JsonObject>
  /**
   * A subscription as the raw JSON that Azure Resource Manager sent, by a sign-in that is good for so long yet, real milliseconds:
   * one that is not is had anew, where that is possible without asking anybody.
   * @throws FailureError
   */
  readSubscription(forMs: number, abort: AbortSignal): Promise<SubscriptionReading>
  /** The request by which Azure's own SDK changes the status of an endpoint and nothing else; nothing is sent. */
  endpointRequest(
    name: ProfileName,
    endpoint: Pick<TrafficEndpoint, 'kind' | 'name'>,
    status: EndpointStatus
  ): Promise<WireRequest>
  /** Probes an endpoint as Traffic Manager does, from here. Never throws but for the abort reason. */
  probe(target: string, settings: ProbeSettings, abort: AbortSignal): Promise<ProbeReading>
  /** Asks a server of Azure SQL from here whether it answers; nobody signs in. Never throws but for the abort reason. */
  probeSql(host: string, port: number, abort: AbortSignal): Promise<ProbeReading>
  /** Asks a server of PostgreSQL from here whether it answers; nobody signs in. Never throws but for the abort reason. */
  probePostgres(host: string, port: number, abort: AbortSignal): Promise<ProbeReading>
  /** Asks every name server for a name, and for those in front of it. Never throws but for the abort reason. */
  resolve(name: string, abort: AbortSignal): Promise<NameReading>
  /**
   * Names and addresses that the target of an endpoint leads to now, as resolvers say; null where none of them says it. Never throws
   * but for the abort reason.
   */
  leadsTo(host: string, abort: AbortSignal): Promise<readonly string[] | null>
}

/** What is seen of the region's traffic, for judging levers. */
export interface RegionView {
  readonly cloud: AzureCloud
  readonly profile: TrafficProfile
  /** Probes of our own, by the endpoint's id. */
  readonly probes: ReadonlyMap<string, ProbeReading>
  /** Who is answered what for the profile's name. */
  readonly names: NameReading
  /** What is written to in the regions. */
  readonly data: DataSeen
  /** The failover group of Azure SQL that is written to. */
  readonly sql: GroupSeen
  /** The server of PostgreSQL that is written to, with its replica. */
  readonly postgres: PostgresSeen
}

/** What is known of the account that the opened service writes to. */
export interface DataHint {
  /** By the operator's word; null where nothing was said. */
  readonly chosen: AccountName | null
  /** First labels of the hosts that the service's settings name. */
  readonly named: readonly string[]
}

/** What is known of the data beside a profile. */
export type DataSeen =
  /** No account in the profile's group, or not read yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  /** Which of the accounts of the group it is about is not known; `named` are hosts that are of none of them. */
  | {
      readonly kind: 'several'
      readonly names: readonly string[]
      /** That there are no others: all of Azure's list was read. */
      readonly isWhole: boolean
      readonly named: readonly string[]
      /** Whose they are. */
      readonly subscription: string
      readonly group: string
    }
  | { readonly kind: 'unread'; readonly failure: Failure }
  | {
      readonly kind: 'account'
      readonly account: DataAccount
      /** How it is known that the service writes to it: it is the only one of the group, settings name it, or the operator said so. */
      readonly by: 'alone' | 'settings' | 'operator'
      /** Names of all accounts of the profile's group. */
      readonly names: readonly string[]
      /** Probes of our own, by the region's name as the account writes it. */
      readonly probes: ReadonlyMap<string, ProbeReading>
      /** ISO, by the clock of the place. */
      readonly observedAt: string
    }

export type ObservedRegion = Observed<RegionView>
