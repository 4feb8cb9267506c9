import type { Failure } from '../../contract/index.ts'
import type { ProbeReading } from './probe-reading.ts'

/** A flexible server of Azure Database for PostgreSQL by the names of which its resource id is made, as Azure writes them. */
export interface PostgresServerName {
  readonly subscription: string
  readonly group: string
  /** In lower case. */
  readonly server: string
}

/** A flexible server, as it says of itself. */
export interface PostgresSide extends PostgresServerName {
  /** As Azure writes it, such as `East US 2`. */
  readonly location: string
  /** `Alone` belongs to no other server. Null for a word that is not known. */
  readonly role: 'Primary' | 'Replica' | 'Alone' | null
  /** Id of the server that a replica follows, in lower case; empty where nothing says so. */
  readonly source: string
  /** In the provider's own words: `Ready` is the state of every day. Empty where nothing says so. */
  readonly state: string
  /** Major version. Empty where nothing says so. */
  readonly version: string
  /** Name of its size, such as `Standard_D4ds_v5`. Empty where nothing says so. */
  readonly size: string
  /** GiB; null where nothing says so. */
  readonly storageGb: number | null
  /** High availability within its region is on: a switch turns it off. */
  readonly isHighlyAvailable: boolean
  /** Where it answers. Empty where nothing says so. */
  readonly host: string
  /** Why it cannot be read itself; empty otherwise. */
  readonly unread: string
}

/** Names that stay while roles are swapped: one leads to the primary, the other one to a replica. */
export interface VirtualEndpoint {
  readonly name: string
  /** Servers that it is about, in lower case. */
  readonly members: readonly string[]
  /** Host names; that of the writer has `.writer.` in it. */
  readonly hosts: readonly string[]
}

/** A primary and the replica that can take its place, as both of them say. */
export interface PostgresPair {
  readonly subscription: string
  /** The one that was primary when it was found, and the replica. */
  readonly sides: readonly [PostgresSide, PostgresSide]
  /** Of the replica, in the provider's own words, such as `Active`: its primary says so. Empty where nobody does. */
  readonly replication: string
  /** Names of further replicas of the same primary. */
  readonly others: readonly string[]
  /** Null where there is none, or where `endpointUnread` says why that is not known. */
  readonly endpoint: VirtualEndpoint | null
  readonly endpointUnread: string
}

/** A pair by the names of both of its servers. */
export interface PostgresPairName {
  readonly primary: PostgresServerName
  readonly replica: PostgresServerName
}

/** What is known of the server that the opened service writes to. */
export interface PostgresHint {
  /** By the operator's word, either server of the pair; null where nothing was said. */
  readonly chosen: PostgresServerName | null
  /** First labels of the hosts of PostgreSQL that the service's settings name: of virtual endpoints, or of servers. */
  readonly named: readonly string[]
}

/** How it is known which pair the service writes to. */
export type PostgresKnownBy = 'alone' | 'settings' | 'operator'

/** What is known of PostgreSQL beside a profile. */
export type PostgresSeen =
  /** No primary with a replica in the profile's resource group, or not read yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  /** Which server it is about is not known; `named` are hosts that are of none of them. */
  | {
      readonly kind: 'several'
      readonly found: readonly PostgresServerName[]
      /** That there are no others: all of Azure's list was read. */
      readonly isWhole: boolean
      readonly named: readonly string[]
    }
  | { readonly kind: 'unread'; readonly failure: Failure }
  | {
      readonly kind: 'pair'
      readonly pair: PostgresPair
      readonly by: PostgresKnownBy
      /** A server that the settings name in place of the virtual endpoint: who connects there does not follow. Null for none. */
      readonly direct: string | null
      /** All primaries with a replica of the profile's resource group. */
      readonly found: readonly PostgresServerName[]
      /** Probes of our own, by the server's name. */
      readonly probes: ReadonlyMap<string, ProbeReading>
      /** ISO, by the clock of the place. */
      readonly observedAt: string
    }
