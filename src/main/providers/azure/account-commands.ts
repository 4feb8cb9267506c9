import { shellQuote } from '../../lib/shell-quote.ts'
import type { AccountName } from '../../ports/data-account.ts'

/** What `az` is typed as for the planned change: one argument a region, by priority (az 2.91.0, seen). */
export function priorityChangeCommand(name: AccountName, order: readonly string[]): string {
  const policies = order.map((region, priority) => shellQuote(`${region}=${priority}`)).join(' ')
  return `az cosmosdb failover-priority-change ${of(name)} --failover-policies ${policies}`
}

/** The same for taking a region offline; there is no such command before az 2.70.0, and none of them asks first. */
export function offlineRegionCommand(name: AccountName, region: string): string {
  return `az cosmosdb offline-region ${of(name)} --region ${shellQuote(region)}`
}

/** Reads an account; `az` sends one GET. */
export function showAccountCommand(name: AccountName): string {
  return `az cosmosdb show ${of(name)}`
}

function of({ subscription, group, account }: AccountName): string {
  return `--subscription ${shellQuote(subscription)} --resource-group ${shellQuote(group)} --name ${shellQuote(account)}`
}
