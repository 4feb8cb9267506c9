import type { SignInRefusal } from './entra/refusals.ts'
import type { FaultRequest } from '../control/faults.ts'
import type { JsonObject } from '../store/json-value.ts'

/** A region of the service: where users may be sent. */
export interface RegionPlan {
  /** As ARM displays it, for example `East US 2`. */
  readonly name: string
  /** Host name of its front door, which endpoints have as their target. */
  readonly host: string
}

/** One endpoint of a profile as it is before the drill. */
export interface EndpointPlan {
  readonly name: string
  readonly type: 'azureEndpoints' | 'externalEndpoints' | 'nestedEndpoints'
  /** Without `endpointMonitorStatus`, which is observed. */
  readonly properties: JsonObject
}

/** A Traffic Manager profile as it is before the drill. */
export interface ProfilePlan {
  readonly name: string
  readonly relativeName: string
  readonly ttlSeconds: number
  readonly method: 'Performance' | 'Priority' | 'Weighted' | 'Geographic' | 'MultiValue' | 'Subnet'
  readonly intervalSeconds: 10 | 30
  readonly timeoutSeconds: number
  readonly toleratedFailures: number
  readonly endpoints: readonly EndpointPlan[]
}

/** A Cosmos DB account as it is before the drill. */
export interface AccountPlan {
  readonly name: string
  /** Names of regions by failover priority, the write region first. */
  readonly regions: readonly string[]
  readonly multiWrite: boolean
  /** Service-managed failover. */
  readonly automaticFailover: boolean
  readonly consistency: 'Eventual' | 'Session' | 'BoundedStaleness' | 'Strong' | 'ConsistentPrefix'
  /** How long a change of the write region takes, simulated milliseconds. */
  readonly changeMs: number
}

/** A failover group of Azure SQL as it is before the drill. */
export interface SqlPlan {
  /** In lower case. */
  readonly name: string
  /** The first is primary. */
  readonly servers: readonly [SqlServerPlan, SqlServerPlan]
  readonly policy: 'Manual' | 'Automatic'
  readonly graceMinutes: number
  /** Replication, as Azure words it. */
  readonly state: 'CATCH_UP' | 'SEEDING' | 'SUSPENDED'
  /** How long a failover takes, simulated milliseconds. */
  readonly changeMs: number
}

/** Two flexible servers of PostgreSQL as they are before the drill. */
export interface PostgresPlan {
  /** Name of their virtual endpoint. */
  readonly endpoint: string
  /** The first is primary. */
  readonly servers: readonly [SqlServerPlan, SqlServerPlan]
  /** Of the replica, as Azure words it, while both regions are well. */
  readonly state: 'Active' | 'Catchup'
  /** Major version. */
  readonly version: string
  /** Name of the size of both, and their storage. */
  readonly size: string
  readonly storageGb: number
  /** How long a promotion takes, simulated milliseconds. */
  readonly changeMs: number
}

/** A server of a database. */
export interface SqlServerPlan {
  readonly name: string
  /** As ARM displays it. */
  readonly region: string
}

/** What a role lets the operator do, at a scope and below (Microsoft.Authorization, Permission). */
export interface GrantPlan {
  readonly scope: 'subscription' | 'group'
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
}

/** Definition Subscription of subscriptions.json 2022-12-01 (azure-rest-api-specs, specification/resources). */
export type SubscriptionState = 'Enabled' | 'Warned' | 'PastDue' | 'Disabled' | 'Deleted'

/** Something that happens to Azure by somebody else's doing. The referee may order it as well. */
export type Deed =
  | { readonly do: 'region'; readonly region: string; readonly state: 'serves' | 'failing' | 'dead' }
  | {
      readonly do: 'lock'
      readonly name: string
      readonly on: 'group' | 'profile' | 'account'
      readonly level: 'ReadOnly' | 'CanNotDelete'
    }
  | { readonly do: 'unlock'; readonly name: string }
  /** A deny assignment of everybody, or of everybody but the operator, as what manages resources makes them. */
  | {
      readonly do: 'deny'
      readonly name: string
      readonly on: 'group' | 'profile' | 'account'
      readonly actions: readonly string[]
      readonly spares: 'nobody' | 'operator'
    }
  /** In which state the subscription is: in some of them it can only be read. */
  | { readonly do: 'subscription'; readonly state: SubscriptionState }
  /** For so long every request is one too many. */
  | { readonly do: 'storm'; readonly seconds: number; readonly of: 'writes' | 'all' }
  | { readonly do: 'expireTokens' }
  /** Tokens given out from now on live so long, real seconds. */
  | { readonly do: 'tokenLifetime'; readonly seconds: number }
  /** ARM asks for a token with claims: a fresh one, or one that only a person can get. */
  | { readonly do: 'challenge'; readonly wants: 'freshToken' | 'mfa' | 'nothing' }
  /** The sign-in lets nobody in, for the reason that Entra has for it; null lets everybody in again. */
  | { readonly do: 'signIn'; readonly refuses: SignInRefusal | null }
  /** A device code that nobody has entered ends so long after it was given, real seconds. */
  | { readonly do: 'codeLifetime'; readonly seconds: number }
  /** How the next operations end. */
  | { readonly do: 'operations'; readonly end: 'Succeeded' | 'Failed' | 'Canceled' }
  /** What is answered to whoever asks how an operation stands. */
  | { readonly do: 'polls'; readonly status: 200 | 403 | 404 }
  /** Another operator writes properties of an endpoint. */
  | { readonly do: 'endpoint'; readonly endpoint: string; readonly properties: JsonObject }
  /** Whether questions to the name servers reach them: a firewall may swallow them. */
  | { readonly do: 'nameServers'; readonly state: 'answer' | 'silent' }

/**
 * When a deed is done: at the start, or once an endpoint was switched; `afterMs` later, simulated, which is negative for
 * what happened before the start.
 */
export interface EventPlan {
  readonly on: 'start' | { readonly endpoint: string; readonly is: 'Enabled' | 'Disabled' }
  readonly afterMs: number
  readonly deed: Deed
}

/** Everything of Azure that a scenario has: drawn, nothing yet happened. */
export interface AzurePlan {
  readonly seed: number
  readonly tenant: string
  readonly subscription: string
  readonly subscriptionName: string
  readonly resourceGroup: string
  /** The application that the operator signs in as, and its service principal's object id. */
  readonly client: string
  readonly principal: string
  /**
   * The name that users type: an alias of the first profile, or addresses that its zone finds out by following the profile
   * itself, as one does at the top of a zone, where no alias may be.
   */
  readonly vanity: { readonly host: string; readonly ttlSeconds: number; readonly form: 'alias' | 'addresses' }
  readonly regions: readonly RegionPlan[]
  /** The first is the one that users reach. */
  readonly profiles: readonly [ProfilePlan, ...ProfilePlan[]]
  readonly account: AccountPlan | undefined
  readonly sql: SqlPlan | undefined
  readonly postgres: PostgresPlan | undefined
  readonly grants: readonly GrantPlan[]
  readonly events: readonly EventPlan[]
  /** Faults of the network that are ordered from the beginning. */
  readonly faults: readonly FaultRequest[]
  /** From an accepted change until the name servers answer by it, simulated milliseconds. */
  readonly propagationMs: number
  /**
   * What the name servers say of an enabled profile none of whose endpoints may be answered. The documentation says only
   * that nothing is returned.
   */
  readonly darkAnswer: 'noSuchName' | 'noData'
}
