import { asFailure, failureOf, targetName } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Look, Mutation } from '../../ports/action.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { PostgresPair } from '../../ports/postgres-pair.ts'
import type { DoStep } from '../../ports/step.ts'
import { readArmError } from '../../providers/azure/arm-error.ts'
import { restCommand } from '../../providers/azure/commands.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { followOperation } from '../../providers/azure/follow-operation.ts'
import { moveOutcome, refusedMove } from '../../providers/azure/move-answers.ts'
import { switchCommand, switchRequest } from '../../providers/azure/postgres-request.ts'
import { switchStandsAgainst } from '../../providers/azure/postgres-standing.ts'
import { postgresSide } from '../../providers/azure/postgres-pair-of.ts'
import { askPostgresAgain, freshPair, postgresTarget } from '../../providers/azure/postgres-target.ts'
import { rereadApplied, rereadSettled, type Reread } from '../../providers/azure/rereading.ts'
import { turnedAwayFor } from '../../providers/azure/turned-away.ts'
import { concludeSwitch, sayRoles } from './conclude-switch.ts'
import { postgresReplicaFacts, type PostgresReplicaFacts } from './facts.ts'

const id = 'postgres-replica'

/** Where nobody says how the operation stands, roles and states alone do. */
const begunWithinMs = 30 * 60_000

/**
 * Has a replica of PostgreSQL and its primary swap roles: planned, for which both have to answer, or forced, which loses what has
 * not been copied. Both are long operations, sent to the replica, and neither is ever sent again. It is never promoted as a
 * server of its own: that would tear the two apart for good.
 */
export const postgresReplica: Action<PostgresReplicaFacts> = {
  id,
  version: 1,
  facts: postgresReplicaFacts,
  async look({ facts, sends }, place, { abort }): Promise<Look> {
    const azure = azureOf(place)
    if (sends.kind !== 'fixed') return refusedMove('A switch of a replica is known while it is planned.')
    const pair = await readNow(azure, facts, abort, true)
    const { kind, text } = concludeSwitch(facts, pair)
    if (kind === 'applied') return { kind: 'already', since: null, text: `${text} already: nothing was sent.` }
    if (kind !== 'asBefore') return changed(pair, facts, text)
    const why = await standsAgainst(azure, pair, facts, abort)
    return why === null ? { kind: 'ready', request: sends.request, before: kept(pair) } : refusedMove(why)
  },
  async read({ facts }, place, abort, logged) {
    try {
      const pair = await rereadSettled(rereadOf(azureOf(place), facts), place, abort, logged)
      return { object: pair, facts: kept(pair) }
    } catch (error) {
      if (asFailure(error).code === 'notFound') return { object: null, facts: null }
      throw error
    }
  },
  conclude({ facts }, { object }) {
    if (object !== null) return concludeSwitch(facts, object as PostgresPair)
    const text = `There is no server ${facts.to.server} any more`
    return { kind: 'gone', text, failure: failureOf('notFound', `${text}.`) }
  },
  writtenAt: () => null,
  outcome: ({ facts }, response) =>
    moveOutcome(response, `have ${facts.to.server} be primary`, `switch to ${facts.to.server}`),
  againAfter: turnedAwayFor,
  factsOf(body) {
    return {
      state: stringAt(parsedJson(body), 'properties', 'state'),
      role: stringAt(parsedJson(body), 'properties', 'replica', 'role'),
      error: readArmError(body)?.code ?? null
    }
  },
  follow({ facts }, accepted, place, abort) {
    const azure = azureOf(place)
    const conclude = async (until: AbortSignal) =>
      concludeSwitch(facts, await rereadApplied(rereadOf(azure, facts), place, until))
    return followOperation({ accepted, name: facts.to.server, begunWithinMs, conclude }, place, abort)
  },
  undo({ target, facts }) {
    const { how, from, to } = facts
    if (how === 'forced')
      return { none: `What ${from.server} had not copied is lost: a switch back does not bring it.` }
    const back = { ...facts, from: to, to: from }
    const { cloud } = target.api === 'arm' ? target : { cloud: 'public' as const }
    return switchStep({ id: `undo-${id}`, facts: back }, postgresTarget({ cloud }, nameOf(back)))
  },
  debts({ target, facts }) {
    if (facts.how !== 'forced') return []
    const { from, to } = facts
    const text = `${to.server} was made primary by force: ${from.server} comes back as its replica, without what it had not copied; where it does not, it has to be deleted and made anew. Switch back, planned, once both answer`
    return [{ id: debtId(target), text, command: switchCommand(nameOf({ ...facts, to: from }), 'planned') }]
  },
  settles: ({ facts, target }) =>
    facts.how === 'planned' && target.api === 'arm'
      ? [debtId(postgresTarget(target, nameOf({ ...facts, to: facts.from })))]
      : []
}

/** A step of a plan that switches a replica and its primary. */
export function switchStep(
  {
    id: stepId,
    facts,
    after = []
  }: Pick<DoStep, 'id'> & { readonly facts: PostgresReplicaFacts; readonly after?: DoStep['after'] },
  target: DoStep['target']
): DoStep<PostgresReplicaFacts> {
  const { how, from, to } = facts
  const isPlanned = how === 'planned'
  const request = switchRequest(nameOf(facts), how)
  return {
    kind: 'do',
    id: stepId,
    title: isPlanned ? `Have ${to.server} be primary instead of ${from.server}` : `Force ${to.server} to be primary`,
    action: id,
    target,
    facts,
    sends: { kind: 'fixed', request },
    command: switchCommand(nameOf(facts), how),
    fidelity: 'sameIntent',
    commandSends:
      'az reads the server twice and sends nothing where it is no replica; else a PATCH in another version of the interface that names the primary as well, again after a 500, 503 or 504, and waits for its end',
    exact: restCommand(request),
    expectedMs: 120_000,
    reversible: isPlanned ? 'yes' : 'no',
    after,
    onFailure: 'stop'
  }
}

export type { PostgresReplicaFacts }

/** The replica that becomes primary. */
function nameOf({ subscription, to }: Pick<PostgresReplicaFacts, 'subscription' | 'to'>) {
  return { subscription, group: to.group, server: to.server }
}

/** The pair as both servers say now. @throws FailureError */
function readNow(azure: AzureReader, facts: PostgresReplicaFacts, abort: AbortSignal, isLogged: boolean) {
  const { subscription, from } = facts
  const primary = { subscription, group: from.group, server: from.server }
  return freshPair(azure, { primary, replica: nameOf(facts) }, abort, isLogged)
}

function rereadOf(azure: AzureReader, facts: PostgresReplicaFacts): Reread<PostgresPair> {
  return {
    read: (abort, isLogged) => readNow(azure, facts, abort, isLogged),
    conclude: (pair) => concludeSwitch(facts, pair)
  }
}

/** Why it may not be sent now, by what is read and what answers; null for nothing. */
async function standsAgainst(
  azure: AzureReader,
  pair: PostgresPair,
  { how, from: { server: old }, to: { server: next } }: PostgresReplicaFacts,
  abort: AbortSignal
): Promise<string | null> {
  const [from, to] = [postgresSide(pair, old), postgresSide(pair, next)]
  if (!from || !to) return `${old} and ${next} are no pair any more.`
  const [a, b] = await Promise.all([from, to].map((side) => askPostgresAgain(azure, side, abort)))
  return switchStandsAgainst({ how, pair, from, to }, { old: a?.isWell ?? null, next: b?.isWell ?? null })
}

function kept(pair: PostgresPair): Readonly<Record<string, unknown>> {
  return { roles: sayRoles(pair), replication: pair.replication }
}

function changed(pair: PostgresPair, { from }: PostgresReplicaFacts, text: string): Look {
  const said = `Somebody else changed it since it was planned: ${sayRoles(pair)}, where ${from.server} was primary. ${text}.`
  const failure = failureOf('conflict', said, { remedy: 'Plan again from what is there now.' })
  return { kind: 'changed', failure, unmet: ['/properties/replica/role'] }
}

function debtId(target: Mutation['target']): string {
  return `${id} ${targetName(target)}`
}
