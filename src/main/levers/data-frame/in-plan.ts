import type { StepId } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import type { KeepStep } from '../../ports/step.ts'
import { priorityChangeCommand } from '../../providers/azure/account-commands.ts'
import { orderWith } from '../../providers/azure/account-request.ts'
import { usuallyMs, type Move, type MoveSituation } from '../../providers/azure/data-move.ts'
import { lossOf } from '../../providers/azure/data-standing.ts'
import { moveGuards } from './guards.ts'
import type { ReadyPart } from './part.ts'
import { noPart, type PlannedPart } from './planned-part.ts'
import { moveProof, type DataProof } from './proof.ts'
import { moveBlast, moveChanges, moveDebts, moveNotes, moveStepOf, offlineTyped } from './move-words.ts'

/** What a plan that leads users says for all of its steps. */
const ofPlan: ReadonlySet<string> = new Set(['subscription', 'sign-in'])

/** What Cosmos DB adds to a plan that leads users. `after` is what comes before the move; `onFailure` what becomes of the rest when it fails. */
export function dataInPlan(
  azure: Pick<AzureReader, 'cloud'>,
  part: ReadyPart,
  at: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): PlannedPart<DataProof> {
  if (part.kind === 'none') return noPart
  if (part.kind === 'stays') {
    const { isWell, text } = part
    return { ...noPart, guards: [{ id: 'data', status: isWell ? 'passed' : 'warning', text }] }
  }
  const { found, basis } = part
  const { situation, move } = found
  const isOffline = move.how === 'offline'
  const step = moveStepOf(azure, situation, move, { id: 'move-data', ...at })
  return {
    steps: [step],
    keeps: [keepAccount(situation.account, 'snapshot-data')],
    changes: moveChanges(situation, move),
    guards: moveGuards(found)
      .filter(({ id }) => !ofPlan.has(id))
      .map((guard) => ({ ...guard, id: `data-${guard.id}` })),
    notes: moveNotes(situation, move),
    leaves: moveDebts(step),
    blast: moveBlast(situation, move),
    typed: isOffline ? offlineTyped(situation, move) : null,
    title: isOffline ? `, and take ${move.from.name} offline for the data` : ', users and data',
    lost: isOffline ? `only Microsoft brings ${move.from.name} back for the data` : null,
    stopsWayBack: isOffline,
    back: isOffline ? null : priorityChangeCommand(situation.account, backOrder(situation, move)),
    mayLose: isOffline && lossOf(situation.account).isSome,
    expectedMs: usuallyMs[move.how],
    proof: moveProof(situation, move),
    basis
  }
}

/** The order of regions that goes back from how the move leaves them. */
function backOrder({ account }: MoveSituation, { from, to }: Move): readonly string[] {
  const moved = orderWith(account, to.name).map((name) => ({ name }))
  return orderWith({ regions: moved }, from.name)
}

/** The account as it stands, kept before anything is changed. */
export function keepAccount({ subscription, group, account }: AccountName, id: StepId): KeepStep {
  return {
    kind: 'keep',
    id,
    title: `Keep ${account} as it is`,
    what: { account: { subscription, group, account } },
    deadlineMs: 5_000,
    after: []
  }
}
