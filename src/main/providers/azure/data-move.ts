import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { DataSeen, RegionView } from '../../ports/azure.ts'
import type { AccountRegion, DataAccount } from '../../ports/data-account.ts'
import { nextOf, nextOfUsers, regionHealth, regionOfUsers, writerOf, type RegionHealth } from './data-standing.ts'
import { isSameRegion } from './read-account.ts'

/** How the write region is moved, and between which regions, as the account writes them. */
export const moveChoice = z.strictObject({ how: z.enum(['planned', 'offline']), from: z.string(), to: z.string() })

/** Until writes are taken again: no figure is promised, these are what is shown (Microsoft Learn: "seconds" for offline). */
export const usuallyMs = { planned: 120_000, offline: 60_000 } as const

export interface Move {
  readonly how: 'planned' | 'offline'
  readonly from: AccountRegion
  readonly to: AccountRegion
}

export type SeenAccount = Extract<DataSeen, { readonly kind: 'account' }>

/** An account with how its regions are. */
export interface MoveSituation {
  readonly account: DataAccount
  readonly writer: AccountRegion
  readonly next: AccountRegion
  /** Where users are led now, of the regions of the account; null where that is several, or none of them. */
  readonly users: AccountRegion | null
  /** Where users are led once they leave the one that writes, or already; null where that is none of the others. */
  readonly usersNext: AccountRegion | null
  readonly health: (region: AccountRegion) => RegionHealth
}

/** Null where there is nothing to move: one region, or an answer that does not add up. */
export function moveSituation(seen: SeenAccount, view: RegionView): MoveSituation | null {
  const { account } = seen
  const [writer, next] = [writerOf(account), nextOf(account)]
  if (!writer || !next) return null
  const health = (region: AccountRegion): RegionHealth => regionHealth(region, seen, view)
  return { account, writer, next, users: regionOfUsers(account, view), usersNext: nextOfUsers(account, view), health }
}

export function moveChoiceOf({ how, from, to }: Move): Choice {
  return { how, from: from.name, to: to.name }
}

/** The move that a choice names; undefined when it is none of this account as it is now. */
export function moveOf({ account, writer, next }: MoveSituation, choice: Choice): Move | undefined {
  const known = moveChoice.safeParse(choice)
  if (!known.success || !isSameRegion(known.data.from, writer.name)) return undefined
  const to = account.regions.find(({ name }) => isSameRegion(name, known.data.to))
  if (!to || to === writer) return undefined
  const { how } = known.data
  // Who takes over from a region that is taken offline is not chosen.
  return how === 'offline' && to !== next ? undefined : { how, from: writer, to }
}

/** Every move: taking the write region offline, and the planned change to each of the others. */
export function movesIn({ account, writer, next }: MoveSituation): readonly Move[] {
  const others = account.regions.filter((region) => region !== writer)
  return [
    { how: 'offline', from: writer, to: next } as const,
    ...others.map((to) => ({ how: 'planned', from: writer, to }) as const)
  ]
}
