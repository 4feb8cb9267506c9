import { failureOf } from '../../../contract/index.ts'
import type { Conclusion } from '../../ports/action.ts'
import type { DataAccount } from '../../ports/data-account.ts'
import { writerOf } from '../../providers/azure/data-standing.ts'
import { isSameRegion } from '../../providers/azure/read-account.ts'
import type { WriteRegionFacts } from './facts.ts'

/** What an account says about a move. While something is being done with it, it says nothing yet. */
export function concludeMove(facts: WriteRegionFacts, account: DataAccount): Conclusion {
  const { from, to, how } = facts
  const writer = writerOf(account)?.name ?? ''
  if (!isIdle(account))
    return { kind: 'running', text: `${account.account} is ${account.state}: it is read until that is over` }
  const isFirst = isSameRegion(account.regions[0]?.name ?? '', to)
  const isOut = !account.regions.some(({ name }) => isSameRegion(name, from))
  if (isSameRegion(writer, to) && isFirst && (how === 'planned' || isOut))
    return { kind: 'applied', text: how === 'planned' ? `${to} writes` : `${to} writes, and ${from} is offline` }
  if (isSameRegion(writer, from) && isOrdered(account, facts)) return { kind: 'asBefore', text: `${from} still writes` }
  const text = `${account.account} is neither as before nor as it was to become: ${writer} writes, of ${orderWords(account)}`
  const failure = failureOf('conflict', `${text}.`, { remedy: 'Plan again from what is there now.' })
  return { kind: 'overtaken', text, failure }
}

/** Nothing is being done with it, as far as it says. */
export function isIdle({ state }: Pick<DataAccount, 'state'>): boolean {
  return state.toLowerCase() === 'succeeded'
}

/** Whether the regions stand in the order that was planned from. */
export function isOrdered(
  { regions }: Pick<DataAccount, 'regions'>,
  { order }: Pick<WriteRegionFacts, 'order'>
): boolean {
  return regions.length === order.length && regions.every(({ name }, index) => isSameRegion(name, order[index] ?? ''))
}

/** `East US 2, West US 2`, by priority. */
export function orderWords({ regions }: Pick<DataAccount, 'regions'>): string {
  return regions.map(({ name }) => name).join(', ')
}
