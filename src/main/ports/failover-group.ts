import type { Failure } from '../../contract/index.ts'
import type { ProbeReading } from './probe-reading.ts'

/** A logical server of Azure SQL by the names of which its resource id is made, as Azure writes them. */
export interface SqlServerName {
  readonly subscription: string
  readonly group: string
  readonly server: string
}

/** A failover group by its name, and one of the two servers that have it. */
export interface FailoverGroupName extends SqlServerName {
  readonly failoverGroup: string
}

/** One of the two servers of a failover group. */
export interface GroupSide extends SqlServerName {
  /** As Azure writes it, such as `East US 2` or `eastus2`. */
  readonly location: string
  /** As it says of itself; where it cannot be read, as its partner says. Null for a word that is not known. */
  readonly role: 'Primary' | 'Secondary' | null
  /** Why it cannot be read itself; empty otherwise. */
  readonly unread: string
}

/** A failover group of Azure SQL, as both of its servers say. */
export interface FailoverGroup {
  readonly name: string
  readonly subscription: string
  /** The one that it was read by first. */
  readonly sides: readonly [GroupSide, GroupSide]
  /** It has one partner, in the same subscription; any other is not failed over here. */
  readonly isPair: boolean
  /** In the provider's own words, such as `CATCH_UP`: of the secondary where it says so. Empty where nobody does. */
  readonly state: string
  /** Who may fail it over: `Automatic` means Microsoft too. Null for a word that is not known. */
  readonly policy: 'Manual' | 'Automatic' | null
  /** Minutes that Microsoft waits at least before it fails over with loss; null where nothing says so. */
  readonly graceMinutes: number | null
  /** How many databases are in it. */
  readonly databases: number
}

/** What is known of the failover group that the opened service writes to. */
export interface GroupHint {
  /** By the operator's word; null where nothing was said. */
  readonly chosen: FailoverGroupName | null
  /** First labels of the hosts of Azure SQL that the service's settings name: of groups, or of servers. */
  readonly named: readonly string[]
}

/** How it is known that the service writes to a group: the only one there is, by its settings, or by the operator's word. */
export type GroupKnownBy = 'alone' | 'settings' | 'operator'

/** What is known of Azure SQL beside a profile. */
export type GroupSeen =
  /** No failover group in the profile's resource group, or not read yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  /** Which group it is about is not known; `named` are hosts that are of none of them. */
  | {
      readonly kind: 'several'
      readonly found: readonly FailoverGroupName[]
      /** That there are no others: all of Azure's list was read. */
      readonly isWhole: boolean
      readonly named: readonly string[]
    }
  | { readonly kind: 'unread'; readonly failure: Failure }
  | {
      readonly kind: 'group'
      readonly group: FailoverGroup
      readonly by: GroupKnownBy
      /** A server that the settings name in place of the group: who connects there does not follow. Null for none. */
      readonly direct: string | null
      /** All groups of the profile's resource group, one name each. */
      readonly found: readonly FailoverGroupName[]
      /** Probes of our own, by the server's name. */
      readonly probes: ReadonlyMap<string, ProbeReading>
      /** ISO, by the clock of the place. */
      readonly observedAt: string
    }
