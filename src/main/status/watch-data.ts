import { asFailure } from '../../contract/index.ts'
import { arrayAt, isJsonObject, stringAt } from '../lib/json-access.ts'
import type { AzureReader, DataSeen, ProbeReading } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { DataAccount } from '../ports/data-account.ts'
import { askGateway } from '../providers/azure/account-target.ts'
import { accountNames, readAccount } from '../providers/azure/read-account.ts'

export interface WatchDataOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
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
 * Follows the Cosmos DB account in the group of the profile, and asks the gateway of each of its regions. Where there are
 * several accounts nobody says which one the service writes to.
 */
export function watchData({ azure, clock, abort, onProbe }: WatchDataOptions): WatchedData {
  const probes = new Map<string, ProbeReading>()
  const asking = new Set<string>()
  let seen: DataSeen = { kind: 'loading' }

  async function ask(region: DataAccount['regions'][number]): Promise<void> {
    if (asking.has(region.name)) return
    asking.add(region.name)
    const reading = await askGateway(azure, region, abort).catch(() => undefined)
    asking.delete(region.name)
    if (!reading) return
    probes.set(region.name, reading)
    if (seen.kind === 'account') seen = { ...seen, probes: new Map(probes) }
    onProbe()
  }

  async function read(): Promise<DataSeen> {
    const { subscription, group } = azure.profile
    const listed = await azure.readAccounts({ subscription, group }, { abort })
    const names = accountNames(listed)
    const [name, ...more] = names
    if (name === undefined) return { kind: 'none' }
    if (more.length > 0) return { kind: 'several', names }
    const json = arrayAt(listed, 'value').find((one) => stringAt(one, 'name') === name)
    const account = readAccount({ subscription, group, account: name }, isJsonObject(json) ? json : {})
    for (const region of account.regions) void ask(region)
    return { kind: 'account', account, probes: new Map(probes), observedAt: clock.now().toISOString() }
  }

  return {
    seen: () => seen,
    async look() {
      try {
        seen = await read()
      } catch (error) {
        abort.throwIfAborted()
        seen = { kind: 'unread', failure: asFailure(error) }
      }
    }
  }
}
