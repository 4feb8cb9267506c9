import { failureOf, type Failure, type Guard } from '../../../contract/index.ts'
import { lossOf } from '../../providers/azure/data-standing.ts'
import type { Readiness } from '../../providers/azure/readiness.ts'
import type { Move, MoveSituation } from '../../providers/azure/data-move.ts'

/** A move with everything that was asked before it is planned. */
export interface FoundMove {
  readonly situation: MoveSituation
  readonly move: Move
  readonly readiness: Readiness
  /** Whether how the operation stands may be asked; null where that cannot be told. */
  readonly mayAsk: boolean | null
}

/** What is to be known before anything is typed: what may be lost, who brings it back, what may not be done meanwhile. */
export function moveGuards({ situation, move, readiness, mayAsk }: FoundMove): readonly Guard[] {
  const { account, health } = situation
  const { how, from, to } = move
  // Nobody stays in a region that is taken offline.
  const users = how === 'offline' ? situation.usersNext : situation.users
  const loss = lossOf(account)
  const [old, next] = [health(from), health(to)]
  const isOffline = how === 'offline'
  return [
    {
      id: 'loss',
      status: isOffline && loss.isSome ? 'warning' : 'passed',
      text: isOffline ? loss.text : 'Nothing is lost: what was written is caught up with first.'
    },
    {
      id: 'way-back',
      status: isOffline ? 'warning' : 'passed',
      text: isOffline
        ? `Only Microsoft brings ${from.name} back, in three working days or more, and as a region that is read. Nobody here can.`
        : 'The same change the other way round takes it back.'
    },
    {
      id: 'meanwhile',
      status: isOffline ? 'warning' : 'passed',
      text: isOffline
        ? 'While the region is down, do not change priorities, the write region, consistency, networks, throughput, or multi-region writes: it leaves the account inconsistent.'
        : 'Writes stop for a short while in between; nobody promises how long.'
    },
    { id: 'from', status: isOffline === (old.is !== 'answers') ? 'passed' : 'blocked', text: `${old.text}.` },
    {
      id: 'to',
      status: next.gateway === true ? 'passed' : isOffline && next.gateway === null ? 'warning' : 'blocked',
      text: `${next.text}.`
    },
    {
      id: 'next',
      status: users && users.name !== to.name ? 'warning' : 'passed',
      text:
        users && users.name !== to.name
          ? `${to.name} is to write, while users are led to ${users.name}: each write goes from one to the other.`
          : isOffline
            ? `Next by priority is ${to.name}: it takes over, and nobody can choose another one now.`
            : `${to.name} is to write.`
    },
    ...readiness.guards,
    {
      id: 'asking',
      status: mayAsk === true ? 'passed' : 'warning',
      text:
        mayAsk === true
          ? 'How the operation stands may be asked.'
          : 'How the operation stands may not be asked of the subscription: the account itself is read instead.'
    }
  ]
}

/** Why it may not be approved now; null for nothing. */
export function moveBlocked({ situation, move, readiness }: FoundMove): Failure | null {
  const { account, health } = situation
  const { how, from, to } = move
  if (account.state.toLowerCase() !== 'succeeded')
    return refused(`${account.account} is ${account.state}: something is being done with it already.`, true)
  if (readiness.blocked) return readiness.blocked
  const [old, next] = [health(from).is, health(to).gateway]
  if (how === 'offline') {
    if (old === 'answers') return refused(`${from.name} answers: the planned change moves it without any loss.`)
    return next === false ? refused(`${to.name} does not answer either: nothing would be written there.`, true) : null
  }
  if (account.isServiceManaged)
    return refused('While service-managed failover is on the write region cannot be changed by hand.')
  if (old !== 'answers')
    return refused(
      `${from.name} is not known to answer: the planned change needs both regions, and in an outage it leaves the account half way.`
    )
  return next === true ? null : refused(`${to.name} is not known to answer: nothing is moved there.`, true)
}

function refused(text: string, retryable = false): Failure {
  return failureOf('refused', text, { remedy: 'Choose what fits how the regions are now.', retryable })
}
