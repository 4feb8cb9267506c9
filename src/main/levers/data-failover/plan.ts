import type { PlanRequest, PlanResult, PlanTools, Planned } from '../../ports/lever.ts'
import { asFailure, failureOf } from '../../../contract/index.ts'
import { moveStep, accountTarget, writeRegion } from '../../actions/write-region/index.ts'
import type { AzureReader, RegionView } from '../../ports/azure.ts'
import type { KeepStep } from '../../ports/step.ts'
import { isAllowed } from '../../providers/azure/access.ts'
import { priorityChangeCommand } from '../../providers/azure/account-commands.ts'
import { orderWith } from '../../providers/azure/account-request.ts'
import { askGatewayAgain, freshAccount } from '../../providers/azure/account-target.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { lossOf, outageSource } from '../../providers/azure/data-standing.ts'
import { readinessFor } from '../../providers/azure/readiness.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { announcedDebts } from '../region-frame/index.ts'
import { basisOf } from './basis.ts'
import { blockedBy, guardsOf, type Found } from './guards.ts'
import { judgeData, usuallyMs } from './judge.ts'
import { leverId } from './lever-id.ts'
import { choiceOf, moveOf, situationOf, type Move, type SeenAccount } from './move.ts'
import { dataPhases, type DataProof } from './prove.ts'

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
  const situation = situationOf(fresh, view)
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
  const [readiness, mayAsk] = await Promise.all([
    readinessFor(
      azure,
      {
        ...account,
        name: account.account,
        actions: [`Microsoft.DocumentDB/databaseAccounts/${verbs[move.how]}/action`],
        changed: [account.id],
        what: `the write region of ${account.account}`
      },
      tools.abort
    ),
    mayAskHow(azure, account.subscription, tools.abort)
  ])
  const planned = build({ situation, move, readiness, mayAsk }, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

const verbs = { planned: 'failoverPriorityChange', offline: 'offlineRegion' } as const

/** The account as it is now, with the gateways of all its regions asked anew. */
async function freshData(azure: AzureReader, seen: SeenAccount, { abort, clock }: PlanTools): Promise<SeenAccount> {
  const account = await freshAccount(azure, seen.account, abort, true)
  const probes = await Promise.all(
    account.regions.map(async (region) => [region.name, await askGatewayAgain(azure, region, abort)] as const)
  )
  return { kind: 'account', account, probes: new Map(probes), observedAt: clock.now().toISOString() }
}

function withData(world: PlanTools['world'], view: RegionView, data: SeenAccount): PlanTools['world'] {
  return { ...world, region: { state: 'value', value: { ...view, data }, observedAt: data.observedAt } }
}

/** Of the subscription, where the addresses of operations are. */
async function mayAskHow(azure: AzureReader, subscription: string, abort: AbortSignal): Promise<boolean | null> {
  try {
    const told = await azure.readAccess(`/subscriptions/${subscription}`, 'permissions', abort)
    return isAllowed(told, 'Microsoft.DocumentDB/locations/operationsStatus/read')
  } catch (error) {
    abort.throwIfAborted()
    return asFailure(error).code === 'forbidden' ? false : null
  }
}

function build(found: Found, request: PlanRequest, tools: PlanTools): Planned {
  const { situation, move } = found
  const { account } = situation
  const { how, from, to } = move
  const { subscription, group } = account
  const names = { subscription, group, account: account.account }
  const isOffline = how === 'offline'
  const order = account.regions.map(({ name }) => name)
  const snapshot: KeepStep = {
    kind: 'keep',
    id: 'snapshot',
    title: `Keep ${account.account} as it is`,
    what: { account: names },
    deadlineMs: 5_000,
    after: []
  }
  const step = moveStep(
    { id: 'move', facts: { ...names, how, from: from.name, to: to.name, order }, after: [snapshot.id] },
    accountTarget(azureOf(tools), account)
  )
  const steps = [snapshot, step]
  const blocked = blockedBy(found)
  const proof: DataProof = { ...names, how, from: from.name, to: to.name }
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: choiceOf(move),
    words: isOffline
      ? {
          title: `Take ${from.name} offline for the database`,
          doing: `Taking ${from.name} offline for the database`,
          done: `${from.name} is offline for the database`
        }
      : { title: `Write in ${to.name}`, doing: `Moving the writes to ${to.name}`, done: `${to.name} writes` },
    changes: [
      { kind: 'value', title: `${account.account}, writes`, before: from.name, after: to.name },
      {
        kind: 'value',
        title: `${account.account}, regions by priority`,
        before: order.join(', '),
        after: (isOffline ? order.filter((name) => name !== from.name) : orderWith(account, to.name)).join(', ')
      }
    ],
    guards: guardsOf(found),
    notes: notesOf(move, account.isServiceManaged),
    blast:
      isOffline && lossOf(account).isSome
        ? `what is written to ${account.account}; its last writes may be lost`
        : `everything that is written to ${account.account}`,
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
          choice: choiceOf({ how: 'planned', from: to, to: from })
        },
    leaves: announcedDebts(step, writeRegion),
    withoutYou: isOffline
      ? {
          text: account.isServiceManaged ? 'the service may act, in an hour or more' : 'nothing is written',
          detail: account.isServiceManaged
            ? 'Service-managed failover is on for the account.'
            : `Nothing moves the write region by itself while ${from.name} is down.`
        }
      : { text: `${from.name} goes on writing`, detail: 'Nothing moves the write region by itself.' },
    preview: { status: 'none', text: 'Azure has no dry run: the account is read and compared before the change.' },
    typed: isOffline ? `offline ${from.name} ${account.account}` : `${account.account}@${tools.environment.name}`,
    isSure: !isOffline,
    ...(blocked ? { blocked } : {})
  })
  return { plan, steps, phases: dataPhases, proof, basis: basisOf(account) }
}

function notesOf({ how, from, to }: Move, isServiceManaged: boolean): readonly string[] {
  const common = [
    `Applications may be refused writes until their SDK has noticed (403, substatus 3). Private endpoints, firewalls and throughput of ${to.name} are not seen here.`
  ]
  if (how === 'planned') return common
  return [
    `What was written in ${from.name} and had not arrived elsewhere may come back later, in the conflict feed.`,
    ...(isServiceManaged ? ['Service-managed failover is on: Azure may move it at the same time.'] : []),
    ...common
  ]
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
