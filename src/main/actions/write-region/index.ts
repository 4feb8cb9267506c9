import { asFailure, failureOf, targetName } from '../../../contract/index.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { stringAt } from '../../lib/json-access.ts'
import type { Action, Look, Mutation } from '../../ports/action.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { DataAccount } from '../../ports/data-account.ts'
import type { DoStep } from '../../ports/step.ts'
import { offlineRegionCommand, priorityChangeCommand } from '../../providers/azure/account-commands.ts'
import { offlineRegionRequest, orderWith, priorityChangeRequest } from '../../providers/azure/account-request.ts'
import { accountTarget, askGatewayAgain, freshAccount } from '../../providers/azure/account-target.ts'
import { readArmError } from '../../providers/azure/arm-error.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { nextOf, writerOf } from '../../providers/azure/data-standing.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { isSameRegion } from '../../providers/azure/read-account.ts'
import { moveOutcome, refusedMove } from '../../providers/azure/move-answers.ts'
import { turnedAwayFor } from '../../providers/azure/turned-away.ts'
import { writeRegionFacts, type WriteRegionFacts } from './facts.ts'
import { followMove } from './follow-move.ts'
import { readMoved } from './read-moved.ts'
import { concludeMove, isIdle, isOrdered, orderWords } from './conclude-move.ts'

const id = 'write-region'

/**
 * Moves the write region of a Cosmos DB account: by the planned change, for which the region that writes has to answer, or by
 * taking a region that is down offline. Both are long operations, and neither is ever sent again.
 */
export const writeRegion: Action<WriteRegionFacts> = {
  id,
  version: 1,
  facts: writeRegionFacts,
  async look({ facts, sends }, place, { abort }): Promise<Look> {
    const azure = azureOf(place)
    if (sends.kind !== 'fixed') return refusedMove('A move of the write region is known while it is planned.')
    const account = await freshAccount(azure, facts, abort, true)
    const { kind, text } = concludeMove(facts, account)
    if (kind === 'applied') return { kind: 'already', since: null, text: `${text} already: nothing was sent.` }
    if (!isIdle(account))
      return refusedMove(`${account.account} is ${account.state}: something is being done with it already.`)
    if (account.isMultiWrite)
      return refusedMove(`Every region of ${account.account} takes writes: there is no write region to move.`)
    const writer = writerOf(account)
    if (!writer || !isSameRegion(writer.name, facts.from) || !isOrdered(account, facts)) return changed(account, facts)
    const why = await standsAgainst(azure, account, facts, abort)
    if (why !== null) return refusedMove(why)
    return { kind: 'ready', request: sends.request, before: kept(account) }
  },
  async read({ facts }, place, abort, logged) {
    try {
      const account = await readMoved(azureOf(place), facts, place, abort, logged)
      return { object: account, facts: kept(account) }
    } catch (error) {
      if (asFailure(error).code === 'notFound') return { object: null, facts: null }
      throw error
    }
  },
  conclude({ facts }, { object }) {
    if (object !== null) return concludeMove(facts, object as DataAccount)
    const text = `There is no account ${facts.account} any more`
    return { kind: 'gone', text, failure: failureOf('notFound', `${text}.`) }
  },
  writtenAt: () => null,
  outcome: ({ facts }, response) =>
    moveOutcome(response, `move the write region of ${facts.account}`, `move of ${facts.account}`),
  againAfter: turnedAwayFor,
  factsOf(body) {
    return { status: stringAt(parsedJson(body), 'status'), error: readArmError(body)?.code ?? null }
  },
  follow: followMove,
  undo({ target, facts }) {
    if (facts.how === 'offline') return { none: `Only Microsoft brings ${facts.from} back into the account.` }
    const { from, to, order } = facts
    const moved = orderWith({ regions: regionsNamed(order) }, to)
    return {
      ...moveStep({ id: `undo-${id}`, facts: { ...facts, from: to, to: from, order: [...moved] } }, target),
      target
    }
  },
  debts({ target, facts }) {
    if (facts.how !== 'offline') return []
    const text = `${facts.from} is offline for ${facts.account}: only Microsoft brings it back, as a region that is read, in three working days or more. Move the write region back after that`
    const order = [facts.from, ...facts.order.filter((name) => name !== facts.from)]
    return [{ id: debtId(target, facts.from), text, command: priorityChangeCommand(facts, order) }]
  },
  settles: ({ target, facts }) => (facts.how === 'planned' ? [debtId(target, facts.to)] : [])
}

/** A step of a plan that moves the write region. */
export function moveStep(
  {
    id: stepId,
    facts,
    after = []
  }: Pick<DoStep, 'id'> & { readonly facts: WriteRegionFacts; readonly after?: DoStep['after'] },
  target: DoStep['target']
): DoStep<WriteRegionFacts> {
  const { how, from, to } = facts
  const isPlanned = how === 'planned'
  const order = orderWith({ regions: regionsNamed(facts.order) }, to)
  const request = isPlanned ? priorityChangeRequest(facts, order) : offlineRegionRequest(facts, from)
  return {
    kind: 'do',
    id: stepId,
    title: isPlanned ? `Have ${to} write instead of ${from}` : `Take ${from} offline for the database`,
    action: id,
    target,
    facts,
    sends: { kind: 'fixed', request },
    command: isPlanned ? priorityChangeCommand(facts, order) : offlineRegionCommand(facts, from),
    fidelity: 'sameIntent',
    commandSends: isPlanned
      ? 'az sends the same POST, again after a 500, 503 or 504, and waits for its end'
      : 'az of 2.70.0 or newer reads the account, sends the same POST without asking, again after a 500, 503 or 504, and waits for its end',
    exact: restCommand(request),
    expectedMs: isPlanned ? 120_000 : 60_000,
    reversible: isPlanned ? 'yes' : 'no',
    after,
    onFailure: 'stop'
  }
}

/** Where the account is; what a step changes. */
export { accountTarget }
export type { WriteRegionFacts }

/** Why it may not be sent now, by what answers; null for nothing. */
async function standsAgainst(
  azure: AzureReader,
  account: DataAccount,
  { how, from, to }: WriteRegionFacts,
  abort: AbortSignal
): Promise<string | null> {
  const [leaves, comes] = [from, to].map((name) => account.regions.find((one) => isSameRegion(one.name, name)))
  if (!leaves || !comes) return `${to} is no region of ${account.account}, which has ${orderWords(account)}.`
  const [old, next] = await Promise.all([leaves, comes].map((region) => askGatewayAgain(azure, region, abort)))
  if (how === 'planned') {
    if (account.isServiceManaged)
      return 'Service-managed failover is on: while it is, the write region cannot be changed by hand.'
    const ill = old?.isWell === true ? (next?.isWell === true ? null : comes) : leaves
    return ill && `${ill.name} does not answer: the planned change needs both regions, and leaves the account half way.`
  }
  if (old?.isWell === true) return `${from} answers again: the planned change moves the write region without any loss.`
  const promoted = nextOf(account)?.name ?? ''
  if (!isSameRegion(promoted, to)) return `${promoted} would write next, not ${to}.`
  return next?.isWell === false ? `${to} does not answer either: nothing would be written there.` : null
}

function kept({ regions, writeRegions, state }: DataAccount): Readonly<Record<string, unknown>> {
  return { writes: writeRegions, order: regions.map(({ name }) => name), state }
}

function regionsNamed(order: readonly string[]): DataAccount['regions'] {
  return order.map((name, priority) => ({ name, priority, endpoint: '', state: '' }))
}

function changed(account: DataAccount, { from, order }: WriteRegionFacts): Look {
  const was = `${from} to write, of ${order.join(', ')}`
  const text = `Somebody else changed ${account.account} since it was planned: ${account.writeRegions.join(', ')} writes, of ${orderWords(account)}, instead of ${was}.`
  const failure = failureOf('conflict', text, { remedy: 'Plan again from what is there now.' })
  return { kind: 'changed', failure, unmet: ['/properties/failoverPolicies'] }
}

function debtId(target: Mutation['target'], region: string): string {
  return `${id} ${targetName(target)} ${region.toLowerCase().replaceAll(' ', '')}`
}
