import type { Failure } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { moveSituation, type Move, type MoveSituation } from './data-move.ts'
import { whichWords } from './data-panel.ts'
import { isSameRegion } from './read-account.ts'

/** Where the data is wanted by a plan that leads users. */
export interface DataWish {
  /** The region that users are led to, in any spelling. */
  readonly region: string
  /** Whether a region that is silent may be taken offline for it; the way back never does. */
  readonly mayOffline: boolean
  /** The operator leaves it where it is. */
  readonly isLeftOut: boolean
}

/** What a plan that leads users does with the data beside them. */
export type DataPart =
  /** There is none, as far as is known. */
  | { readonly kind: 'none' }
  /** It stays where it is; `isWell` where that is right so. `couldMove`: only because the operator leaves it out. */
  | { readonly kind: 'stays'; readonly isWell: boolean; readonly text: string; readonly couldMove: boolean }
  | { readonly kind: 'moves'; readonly situation: MoveSituation; readonly move: Move }

/** What fits, by what is seen. Pure. Users wait for nothing of this: what speaks against a move leaves the data as it is. */
export function dataPartOf(view: RegionView, wish: DataWish): DataPart {
  const { data } = view
  if (data.kind === 'none') return data
  if (data.kind === 'loading') return stays('Where the data is written has not been read yet: it stays as it is.')
  if (data.kind === 'several') return stays(`The data stays as it is. ${whichWords(data)}`)
  if (data.kind === 'unread') return stays(whyDataUnread(data.failure))
  const { account } = data
  const name = account.account
  if (account.isMultiWrite) return stays(`Every region writes ${name}: the data needs no move.`, true)
  const situation = moveSituation(data, view)
  if (!situation) return stays(`${name} has no second region: the data stays as it is.`)
  const { writer, next, health } = situation
  if (isSameRegion(writer.name, wish.region)) return stays(`${writer.name} writes ${name} already.`, true)
  const to = account.regions.find((region) => isSameRegion(region.name, wish.region))
  if (!to)
    return stays(`${wish.region || 'Where users are led'} is no region of ${name}: ${writer.name} goes on writing.`)
  const { is, text } = health(writer)
  if (is === 'unknown' && wish.mayOffline)
    return stays(
      `The data stays as it is: whether ${writer.name}, which writes ${name}, is down cannot be told. ${text}.`
    )
  const how = is !== 'answers' && wish.mayOffline ? 'offline' : 'planned'
  if (how === 'offline' && next !== to)
    return stays(
      `The data stays as it is: ${next.name} would write next, not ${to.name}. That follows the priorities, which may not be changed now.`
    )
  if (wish.isLeftOut) return leftOut(situation, how)
  return { kind: 'moves', situation: { ...situation, users: to, usersNext: to }, move: { how, from: writer, to } }
}

/** That it stays as it is, with why; `isWell` where that is right so. */
export function stays(text: string, isWell = false): Extract<DataPart, { readonly kind: 'stays' }> {
  return { kind: 'stays', isWell, text, couldMove: false }
}

function leftOut({ account, writer }: MoveSituation, how: Move['how']): DataPart {
  const meanwhile =
    how === 'offline' ? 'it does not answer, so nothing is written' : 'each write goes from one region to the other'
  const text = `The data is left out: ${writer.name} goes on writing ${account.account}; ${meanwhile}.`
  return { kind: 'stays', isWell: false, text, couldMove: true }
}

/** Why it stays where it cannot be read. */
export function whyDataUnread({ message }: Failure): string {
  return `The data stays as it is: where it is written cannot be read. ${message}`
}
