/** A Cosmos DB account by the names of which its resource id is made, as Azure writes them. */
export interface AccountName {
  readonly subscription: string
  readonly group: string
  readonly account: string
}

export type ConsistencyLevel = 'Strong' | 'BoundedStaleness' | 'Session' | 'ConsistentPrefix' | 'Eventual'

/** One region of an account. */
export interface AccountRegion {
  /** As the account writes it, such as `East US 2`. */
  readonly name: string
  /** The lowest writes, unless all regions do. */
  readonly priority: number
  /** Where its own gateway is; empty where the answer does not say. */
  readonly endpoint: string
  /** In the provider's own words, such as `Succeeded`. */
  readonly state: string
}

/** A Cosmos DB account, in the parts that are judged by. */
export interface DataAccount extends AccountName {
  /** Resource id in lower case. */
  readonly id: string
  /** By failover priority. */
  readonly regions: readonly AccountRegion[]
  /** Names of the regions that take writes; several where all of them do. */
  readonly writeRegions: readonly string[]
  readonly isMultiWrite: boolean
  /** The service may fail it over by itself. */
  readonly isServiceManaged: boolean
  /** Null for a word that is not known. */
  readonly consistency: ConsistencyLevel | null
  /** Of bounded staleness, seconds and versions; null where it is something else. */
  readonly staleness: { readonly seconds: number; readonly versions: number } | null
  /** In the provider's own words; `Succeeded` while nothing is being done with it. */
  readonly state: string
}
