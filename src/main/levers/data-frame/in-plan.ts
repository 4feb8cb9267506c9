import type { Change, DebtView, Guard, StepId } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import type { DoStep, KeepStep } from '../../ports/step.ts'
import { moveGuards } from './guards.ts'
import { usuallyMs, type Move } from '../../providers/azure/data-move.ts'
import type { ReadyPart } from './part.ts'
import { moveProof, type DataProof } from './proof.ts'
import { moveBlast, moveChanges, moveDebts, moveNotes, moveStepOf, offlineTyped } from './words.ts'

/** What the data adds to a plan that leads users. */
export interface DataInPlan {
  /** Null where it stays as it is. */
  readonly step: DoStep | null
  readonly keep: KeepStep | null
  readonly move: Move | null
  readonly changes: readonly Change[]
  readonly guards: readonly Guard[]
  readonly notes: readonly string[]
  readonly leaves: readonly DebtView[]
  /** Empty for nothing. */
  readonly blast: string
  /** What has to be typed because it cannot be taken back; null where it can. */
  readonly typed: string | null
  readonly expectedMs: number
  readonly proof: DataProof | null
  /** What the plan was made of, for `stillFits`. */
  readonly basis: string | null
}

/** What a plan that leads users says for all of its steps. */
const ofPlan: ReadonlySet<string> = new Set(['subscription', 'sign-in'])

const nothing: DataInPlan = {
  step: null,
  keep: null,
  move: null,
  changes: [],
  guards: [],
  notes: [],
  leaves: [],
  blast: '',
  typed: null,
  expectedMs: 0,
  proof: null,
  basis: null
}

/** `after` is what comes before the move; `onFailure` what becomes of the rest when it fails. */
export function dataInPlan(
  azure: Pick<AzureReader, 'cloud'>,
  part: ReadyPart,
  at: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): DataInPlan {
  if (part.kind === 'none') return nothing
  if (part.kind === 'stays') {
    const { isWell, text } = part
    return { ...nothing, guards: [{ id: 'data', status: isWell ? 'passed' : 'warning', text }] }
  }
  const { found, basis } = part
  const { situation, move } = found
  const step = moveStepOf(azure, situation, move, { id: 'move-data', ...at })
  return {
    step,
    keep: keepAccount(situation.account, 'snapshot-data'),
    move,
    changes: moveChanges(situation, move),
    guards: moveGuards(found)
      .filter(({ id }) => !ofPlan.has(id))
      .map((guard) => ({ ...guard, id: `data-${guard.id}` })),
    notes: moveNotes(situation, move),
    leaves: moveDebts(step),
    blast: moveBlast(situation, move),
    typed: move.how === 'offline' ? offlineTyped(situation, move) : null,
    expectedMs: usuallyMs[move.how],
    proof: moveProof(situation, move),
    basis
  }
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
