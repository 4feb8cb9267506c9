import { asFailure, failureOf, targetName } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Look, Mutation } from '../../ports/action.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { FailoverGroup } from '../../ports/failover-group.ts'
import type { DoStep } from '../../ports/step.ts'
import { readArmError } from '../../providers/azure/arm-error.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { followOperation } from '../../providers/azure/follow-operation.ts'
import { groupMoveCommand, groupMoveRequest } from '../../providers/azure/group-request.ts'
import { whatStandsAgainst } from '../../providers/azure/group-standing.ts'
import { askServerAgain, groupTarget, hostsOf } from '../../providers/azure/group-target.ts'
import { moveOutcome, refusedMove } from '../../providers/azure/move-answers.ts'
import { turnedAwayFor } from '../../providers/azure/turned-away.ts'
import { failoverGroupFacts, type FailoverGroupFacts } from './facts.ts'
import { readNow, readSettled, readTwice } from './read-settled.ts'
import { concludeFailover, rolesOf } from './conclude-failover.ts'

const id = 'failover-group'

/** Where nobody says how the operation stands, the roles alone do, and they change at its end. */
const begunWithinMs = 30 * 60_000

/**
 * Fails a failover group of Azure SQL over: planned, for which both servers have to answer, or forced, which loses what has not
 * been copied. Both are long operations, sent to the server that becomes primary, and neither is ever sent again.
 */
export const failoverGroup: Action<FailoverGroupFacts> = {
  id,
  version: 1,
  facts: failoverGroupFacts,
  async look({ facts, sends }, place, { abort }): Promise<Look> {
    const azure = azureOf(place)
    if (sends.kind !== 'fixed') return refusedMove('A failover of a group is known while it is planned.')
    const group = await readNow(azure, facts, abort, true)
    const { kind, text } = concludeFailover(facts, group)
    if (kind === 'applied') return { kind: 'already', since: null, text: `${text} already: nothing was sent.` }
    if (kind !== 'asBefore') return changed(group, facts)
    const why = await standsAgainst(azure, group, facts, abort)
    return why === null ? { kind: 'ready', request: sends.request, before: kept(group) } : refusedMove(why)
  },
  async read({ facts }, place, abort, logged) {
    try {
      const group = await readSettled(azureOf(place), facts, place, abort, logged)
      return { object: group, facts: kept(group) }
    } catch (error) {
      if (asFailure(error).code === 'notFound') return { object: null, facts: null }
      throw error
    }
  },
  conclude({ facts }, { object }) {
    if (object !== null) return concludeFailover(facts, object as FailoverGroup)
    const text = `There is no failover group ${facts.failoverGroup} any more`
    return { kind: 'gone', text, failure: failureOf('notFound', `${text}.`) }
  },
  writtenAt: () => null,
  outcome: ({ facts }, response) =>
    moveOutcome(response, `fail ${facts.failoverGroup} over`, `failover of ${facts.failoverGroup}`),
  againAfter: turnedAwayFor,
  factsOf(body) {
    return { status: stringAt(parsedJson(body), 'status'), error: readArmError(body)?.code ?? null }
  },
  follow({ facts }, accepted, place, abort) {
    const azure = azureOf(place)
    const conclude = async (until: AbortSignal) => concludeFailover(facts, await readTwice(azure, facts, place, until))
    return followOperation({ accepted, name: facts.failoverGroup, begunWithinMs, conclude }, place, abort)
  },
  undo({ target, facts }) {
    const { how, from, to } = facts
    if (how === 'forced')
      return { none: `What ${from.server} had not copied is lost: a failover back does not bring it.` }
    const back = { ...facts, from: to, to: from }
    const { cloud } = target.api === 'arm' ? target : { cloud: 'public' as const }
    return failoverStep({ id: `undo-${id}`, facts: back }, groupTarget({ cloud }, nameOf(back)))
  },
  debts({ target, facts }) {
    if (facts.how !== 'forced') return []
    const { from, to, failoverGroup: name } = facts
    const text = `${name} was forced to ${to.server}: ${from.server} comes back as its secondary, without what it had not copied. Fail back, planned, once both answer`
    return [{ id: debtId(target), text, command: groupMoveCommand(nameOf({ ...facts, to: from }), 'planned') }]
  },
  settles: ({ facts, target }) =>
    facts.how === 'planned' && target.api === 'arm'
      ? [debtId(groupTarget(target, nameOf({ ...facts, to: facts.from })))]
      : []
}

/** A step of a plan that fails a group over. */
export function failoverStep(
  {
    id: stepId,
    facts,
    after = []
  }: Pick<DoStep, 'id'> & { readonly facts: FailoverGroupFacts; readonly after?: DoStep['after'] },
  target: DoStep['target']
): DoStep<FailoverGroupFacts> {
  const { how, from, to, failoverGroup: name } = facts
  const isPlanned = how === 'planned'
  const request = groupMoveRequest(nameOf(facts), how)
  return {
    kind: 'do',
    id: stepId,
    title: isPlanned
      ? `Have ${to.server} be primary of ${name} instead of ${from.server}`
      : `Force ${name} to ${to.server}`,
    action: id,
    target,
    facts,
    sends: { kind: 'fixed', request },
    command: groupMoveCommand(nameOf(facts), how),
    fidelity: 'sameIntent',
    commandSends:
      'az reads the group at that server and sends nothing where it is primary already; else the same POST, again after a 500, 503 or 504, and waits for its end',
    exact: restCommand(request),
    expectedMs: 60_000,
    reversible: isPlanned ? 'yes' : 'no',
    after,
    onFailure: 'stop'
  }
}

export type { FailoverGroupFacts }

/** The group at the server that becomes primary. */
function nameOf({
  subscription,
  failoverGroup: name,
  to
}: Pick<FailoverGroupFacts, 'subscription' | 'failoverGroup' | 'to'>) {
  return { subscription, group: to.group, server: to.server, failoverGroup: name }
}

/** Why it may not be sent now, by what answers; null for nothing. */
async function standsAgainst(
  azure: AzureReader,
  group: FailoverGroup,
  { how, from, to }: FailoverGroupFacts,
  abort: AbortSignal
): Promise<string | null> {
  const hosts = await hostsOf(azure, group, abort)
  const [old, next] = await Promise.all(
    [from, to].map(({ server }) => askServerAgain(azure, hosts.get(server) ?? '', abort))
  )
  const found = { old: old?.isWell ?? null, next: next?.isWell ?? null }
  return whatStandsAgainst({ how, from: from.server, to: to.server, state: group.state }, found)
}

function kept(group: FailoverGroup): Readonly<Record<string, unknown>> {
  return { roles: rolesOf(group), state: group.state }
}

function changed(group: FailoverGroup, { from }: FailoverGroupFacts): Look {
  const text = `Somebody else changed ${group.name} since it was planned: ${rolesOf(group)}, where ${from.server} was primary.`
  const failure = failureOf('conflict', text, { remedy: 'Plan again from what is there now.' })
  return { kind: 'changed', failure, unmet: ['/properties/replicationRole'] }
}

function debtId(target: Mutation['target']): string {
  return `${id} ${targetName(target)}`
}
