import type { JsonObject } from '../store/json-value.ts'

/** A region of the service: where users may be sent. */
export interface RegionPlan {
  /** As ARM displays it, for example `East US 2`. */
  readonly name: string
  /** Host name of its front door, which endpoints have as their target. */
  readonly host: string
  /** When it stops answering, relative to the start of the drill; undefined: it is well. */
  readonly diesAtMs: number | undefined
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
  /** The name that users type, an alias of the first profile. */
  readonly vanity: { readonly host: string; readonly ttlSeconds: number }
  readonly regions: readonly RegionPlan[]
  /** The first is the one that users reach. */
  readonly profiles: readonly [ProfilePlan, ...ProfilePlan[]]
  /** From an accepted change until the name servers answer by it, simulated milliseconds. */
  readonly propagationMs: number
  /**
   * What the name servers say of an enabled profile none of whose endpoints may be answered. The documentation says only
   * that nothing is returned.
   */
  readonly darkAnswer: 'noSuchName' | 'noData'
}
