import { failureOf } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { PlanRequest, PlanResult, PlanTools, Planned } from '../../ports/lever.ts'
import { priorityChangeCommand } from '../../providers/azure/account-commands.ts'
import { orderWith } from '../../providers/azure/account-request.ts'
import { moveChoiceOf, moveOf, moveSituation, usuallyMs, type SeenAccount } from '../../providers/azure/data-move.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { lossOf, outageSource } from '../../providers/azure/data-standing.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import {
  accountBasis,
  dataOutside,
  askAbout,
  freshData,
  keepAccount,
  moveBlast,
  moveBlocked,
  moveChanges,
  moveDebts,
  moveGuards,
  moveNotes,
  moveProof,
  moveStepOf,
  offlineTyped,
  type FoundMove
} from '../data-frame/index.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { judgeData } from './judge.ts'
import { leverId } from './lever-id.ts'
import { dataPhases } from './prove.ts'

/**
 * Plans the move from a fresh reading of the account and of the gateways of its regions.
 * @throws FailureError `cancelled` only.
 */
export async function planData(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const azure = azureOf(tools)
  const view = seenRegion(tools.world)
  if (view?.data.kind !== 'account') return { kind: 'needsChoice', reason: judgeData(tools.world).reason }
  const fresh = await freshData(azure, view.data, tools)
  const { account } = fresh
  if (account.isMultiWrite)
    return { kind: 'notNeeded', reason: `Every region of ${account.account} takes writes: there is none to move.` }
  const situation = moveSituation(fresh, view)
  if (!situation) return { kind: 'notNeeded', reason: `${account.account} has no second region to write in.` }
  const { state, reason, choice } = judgeData(withData(tools.world, view, fresh))
  const chosen = request.choice ?? choice
  if (!chosen) {
    // A gateway that is silent now may answer the next time.
    if (state === 'refused' && situation.health(situation.next).gateway === false)
      return { kind: 'failed', failure: failureOf('refused', reason, { remedy: 'Plan again.', retryable: true }) }
    if (state === 'refused') return refusal(reason, situation.writer.name, fresh)
    return { kind: 'needsChoice', reason }
  }
  const move = moveOf(situation, chosen)
  if (!move) return { kind: 'needsChoice', reason: `That is no move of ${account.account} as it is now. ${reason}` }
  const found = await askAbout(azure, situation, move, tools)
  const planned = build(found, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

function withData(world: PlanTools['world'], view: RegionView, data: SeenAccount): PlanTools['world'] {
  return { ...world, region: { state: 'value', value: { ...view, data }, observedAt: data.observedAt } }
}

function build(found: FoundMove, request: PlanRequest, tools: PlanTools): Planned {
  const { situation, move } = found
  const { account } = situation
  const { how, from, to } = move
  const isOffline = how === 'offline'
  const snapshot = keepAccount(account, 'snapshot')
  const step = moveStepOf(azureOf(tools), situation, move, { id: 'move', after: [snapshot.id], onFailure: 'stop' })
  const steps = [snapshot, step]
  const blocked = moveBlocked(found)
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: moveChoiceOf(move),
    words: isOffline
      ? {
          title: `Take ${from.name} offline for the database`,
          doing: `Taking ${from.name} offline for the database`,
          done: `${from.name} is offline for the database`,
          outside: dataOutside(lossOf(account).isSome)
        }
      : {
          title: `Write in ${to.name}`,
          doing: `Moving the writes to ${to.name}`,
          done: `${to.name} writes`,
          outside: dataOutside(false)
        },
    changes: moveChanges(situation, move),
    guards: moveGuards(found),
    notes: moveNotes(situation, move),
    blast: moveBlast(situation, move),
    takesEffect: isOffline
      ? 'in seconds, as Microsoft says; no figure is promised'
      : 'after what was written is caught up',
    takesEffectMs: usuallyMs[how],
    expectedMs: usuallyMs[how] + 30_000,
    inverse: isOffline
      ? null
      : {
          text: `write in ${from.name} again`,
          command: priorityChangeCommand(account, orderWith(account, from.name)),
          lever: leverId,
          choice: moveChoiceOf({ how: 'planned', from: to, to: from })
        },
    leaves: moveDebts(step),
    withoutYou: isOffline
      ? {
          text: account.isServiceManaged ? 'the service may act, in an hour or more' : 'nothing is written',
          detail: account.isServiceManaged
            ? 'Service-managed failover is on for the account.'
            : `Nothing moves the write region by itself while ${from.name} is down.`
        }
      : { text: `${from.name} goes on writing`, detail: 'Nothing moves the write region by itself.' },
    preview: { status: 'none', text: 'Azure has no dry run: the account is read and compared before the change.' },
    typed: isOffline ? offlineTyped(situation, move) : `${account.account}@${tools.environment.name}`,
    isSure: !isOffline,
    ...(blocked ? { blocked } : {})
  })
  return { plan, steps, phases: dataPhases, proof: moveProof(situation, move), basis: accountBasis(account) }
}

function refusal(reason: string, writer: string, { account }: SeenAccount): PlanResult {
  const order = orderWith(account, account.regions[1]?.name ?? writer)
  return {
    kind: 'refused',
    reason,
    source: outageSource,
    trap: {
      id: 'T7',
      severity: 'refused',
      lead: 'The write region is not moved now.',
      text: `${reason} ${lossOf(account).text}`,
      source: outageSource,
      command: priorityChangeCommand(account, order)
    }
  }
}
