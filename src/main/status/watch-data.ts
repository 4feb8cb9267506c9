import { asFailure } from '../../contract/index.ts'
import type { AzureReader, DataHint, DataSeen, ProbeReading } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { DataAccount } from '../ports/data-account.ts'
import { askGateway, freshAccount } from '../providers/azure/account-target.ts'
import { accountIn, chooseAccount } from '../providers/azure/choose-account.ts'
import { accountNames, readAccount } from '../providers/azure/read-account.ts'
import { accountId } from '../providers/azure/resource-id.ts'

export interface WatchDataOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
  /** What is known of the account that is meant. */
  readonly hint: () => DataHint
  /** Called when a probe has come back. */
  readonly onProbe: () => void
}

/** What is written to beside a profile, read as often as `look` is called. */
export interface WatchedData {
  readonly seen: () => DataSeen
  /** Never throws but for the abort reason. */
  look(): Promise<void>
}

/**
 * Follows the Cosmos DB account that the service writes to, and asks the gateway of each of its regions. Where nothing says
 * which account that is, none is followed.
 */
export function watchData({ azure, clock, abort, hint, onProbe }: WatchDataOptions): WatchedData {
  let followed = ''
  let probes = new Map<string, ProbeReading>()
  const asking = new Set<string>()
  let seen: DataSeen = { kind: 'loading' }

  async function ask(region: DataAccount['regions'][number]): Promise<void> {
    if (asking.has(region.name)) return
    asking.add(region.name)
    const of = followed
    const reading = await askGateway(azure, region, abort).catch(() => undefined)
    asking.delete(region.name)
    // Of another account, which was followed before, a region may have the same name.
    if (!reading || of !== followed) return
    probes.set(region.name, reading)
    if (seen.kind === 'account') seen = { ...seen, probes: new Map(probes) }
    onProbe()
  }

  async function read(known: DataHint): Promise<DataSeen> {
    const { subscription, group } = azure.profile
    const listed = await azure.readAccounts({ subscription, group }, { abort })
    const { items: names, isWhole } = accountNames(listed)
    const choice = chooseAccount({ subscription, group }, listed, known)
    if (choice.kind === 'none') return choice
    if (choice.kind === 'unknown') return { kind: 'several', names, isWhole, named: choice.named, subscription, group }
    const { name, by } = choice
    const isInGroup = accountId({ subscription, group, account: name.account }) === accountId(name)
    const json = isInGroup ? accountIn(listed, name.account) : null
    const account = json ? readAccount(name, json) : await freshAccount(azure, name, abort)
    if (followed !== account.id) {
      followed = account.id
      probes = new Map()
      asking.clear()
    }
    for (const region of account.regions) void ask(region)
    return { kind: 'account', account, by, names, probes: new Map(probes), observedAt: clock.now().toISOString() }
  }

  return {
    seen: () => seen,
    async look() {
      const known = hint()
      // Something else may be said while it is read: what was read for before is shown to nobody.
      const take = (next: DataSeen): void => {
        if (known === hint()) seen = next
      }
      try {
        take(await read(known))
      } catch (error) {
        abort.throwIfAborted()
        take({ kind: 'unread', failure: asFailure(error) })
      }
    }
  }
}
