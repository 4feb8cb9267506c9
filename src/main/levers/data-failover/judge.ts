import type { LeverOption, Observed, Share } from '../../../contract/index.ts'
import { mapObserved } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { lossOf, outageSource } from '../../providers/azure/data-standing.ts'
import { whichWords } from '../../providers/azure/data-panel.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import {
  moveChoiceOf as choiceOf,
  movesIn,
  moveSituation,
  usuallyMs,
  type Move,
  type SeenAccount,
  type MoveSituation
} from '../../providers/azure/data-move.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'source' | 'choice' | 'urgent'>

/** How moving the write region stands for what is seen. */
export function judgeData(world: World): Judgement {
  const seen = seenRegion(world)
  const stand = seen ? standOf(seen) : notHere
  const how = stand.choice?.['how'] === 'offline' ? 'offline' : 'planned'
  return {
    ...stand,
    takesEffectMs: stand.choice ? usuallyMs[how] : null,
    reversible: how === 'offline' ? 'no' : 'yes',
    leaves: how === 'offline' ? ['Only Microsoft brings the region back into the account'] : [],
    present: presentRegions(world),
    optionsTitle: 'How, and to which region'
  }
}

const notHere: Stand = { state: 'notHere', reason: 'Nothing says where the data is written.', choice: null }

function standOf(view: RegionView): Stand {
  const { data } = view
  if (data.kind === 'account') return ofAccount(view, data)
  if (data.kind === 'none' || data.kind === 'loading') return notHere
  if (data.kind === 'several')
    return {
      state: 'impossible',
      reason: `${whichWords(data)} Say so beside it, where the regions are.`,
      choice: null
    }
  const { code, message, remedy = '' } = data.failure
  const isRefused = code === 'unauthorized' || code === 'forbidden'
  return { state: isRefused ? 'refused' : 'unknown', reason: `${message} ${remedy}`.trim(), choice: null }
}

function ofAccount(view: RegionView, data: SeenAccount): Stand {
  const { account } = data
  if (account.isMultiWrite)
    return {
      state: 'notNeeded',
      reason: `Every region of ${account.account} takes writes: there is no write region to move.`,
      choice: null
    }
  const situation = moveSituation(data, view)
  if (!situation)
    return { state: 'impossible', reason: `${account.account} has no second region to write in.`, choice: null }
  if (account.state.toLowerCase() !== 'succeeded')
    return {
      state: 'refused',
      reason: `${account.account} is ${account.state}: something is being done with it, and a second move would be in its way.`,
      source: outageSource,
      choice: null
    }
  const { is, text } = situation.health(situation.writer)
  if (is === 'answers') return whileWell(situation)
  if (is === 'silent') return whileDown(situation)
  const reason = `Whether ${situation.writer.name}, which writes ${account.account}, is down cannot be told from here. ${text}.`
  return { state: 'needsChoice', reason, choice: null }
}

function whileWell({ account, writer, next, users, usersNext }: MoveSituation): Stand {
  if (account.isServiceManaged)
    return {
      state: 'refused',
      reason: `Service-managed failover of ${account.account} is on: while it is, the write region cannot be changed by hand.`,
      source: 'MicrosoftDocs/azure-databases-docs articles/cosmos-db/how-to-manage-database-account.yml',
      choice: null
    }
  const isApart = users !== null && users !== writer
  const to = (isApart ? users : usersNext) ?? next
  const why = isApart
    ? `users are led to ${users.name}`
    : users
      ? `users are led to ${users.name}, too. This is a planned move`
      : 'this is a planned move'
  const reason = `${writer.name} writes ${account.account} and answers; ${why}. The planned change loses nothing.`
  return { state: 'offered', reason, choice: choiceOf({ how: 'planned', from: writer, to }) }
}

function whileDown({ account, writer, next, usersNext, health }: MoveSituation): Stand {
  const down = `${writer.name} writes ${account.account} and does not answer: nothing is written.`
  if (health(next).gateway === false) {
    const reason = `${down} ${next.name} would write next, and does not answer either.`
    return { state: 'refused', reason, source: outageSource, urgent: down, choice: null }
  }
  if (usersNext && usersNext.name !== next.name)
    return {
      state: 'needsChoice',
      reason: `${down} ${next.name} would write next, not ${usersNext.name}, where users are to be led: that follows the priorities, which may not be changed now.`,
      source: outageSource,
      choice: null
    }
  const also = account.isServiceManaged ? ' The service may fail over by itself, in an hour or more.' : ''
  const move: Move = { how: 'offline', from: writer, to: next }
  return { state: 'urgent', reason: `${down}${also}`, source: outageSource, choice: choiceOf(move) }
}

/** What can be chosen. */
export function dataOptions(world: World): readonly LeverOption[] {
  const view = seenRegion(world)
  if (view?.data.kind !== 'account' || view.data.account.isMultiWrite) return []
  const situation = moveSituation(view.data, view)
  if (!situation) return []
  const recommended = ofAccount(view, view.data).choice
  return movesIn(situation).map((move) => {
    const { how, from, to } = move
    const choice = choiceOf(move)
    const isFit = (situation.health(from).is === 'answers') === (how === 'planned')
    const isRecommended = recommended?.['how'] === how && recommended['to'] === to.name
    return {
      id: `${how} ${to.name}`,
      choice,
      title: how === 'planned' ? `${to.name} writes` : `${from.name} offline, ${to.name} writes`,
      text: how === 'planned' ? 'planned change, no loss' : lossOf(situation.account).text,
      tags: how === 'planned' ? [] : ['cannot be taken back'],
      createdAt: '',
      note: '',
      differs: [],
      evidence: [],
      standing: 'none',
      state: isRecommended
        ? 'recommended'
        : isFit || situation.health(from).is === 'unknown'
          ? 'possible'
          : 'impossible'
    }
  })
}

/** The regions as parts of what is there now. */
function presentRegions({ region, now }: World): Observed<readonly Share[]> {
  if (!region) return { state: 'absent', reason: 'No part of Azure is known', observedAt: now.toISOString() }
  return mapObserved(region, (view) => {
    if (view.data.kind !== 'account') return []
    const { account, probes } = view.data
    return account.regions.map(({ name }) => {
      const writes = account.writeRegions.includes(name)
      const isWell = probes.get(name)?.isWell
      return {
        label: name,
        value: writes ? 1 : 0,
        detail: `${writes ? 'writes' : 'reads'}, ${probes.get(name)?.text ?? 'not asked yet'}`,
        tone: isWell === true ? 'good' : isWell === false ? 'bad' : 'unknown'
      }
    })
  })
}
