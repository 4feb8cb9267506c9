import type { StepId } from '../../../contract/index.ts'
import { postgresReplica, switchStep } from '../../actions/postgres-replica/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { PostgresSide } from '../../ports/postgres-pair.ts'
import type { DoStep, KeepStep } from '../../ports/step.ts'
import type { PairSwitch } from '../../providers/azure/postgres-part.ts'
import { switchCommand } from '../../providers/azure/postgres-request.ts'
import { pairNames } from '../../providers/azure/postgres-pair-of.ts'
import { postgresTarget } from '../../providers/azure/postgres-target.ts'
import { noPart, type PlannedPart } from '../data-frame/index.ts'
import { announcedDebts } from '../plan-frame/index.ts'
import { switchGuards, switchNotes } from './guards.ts'
import { proofOfSwitch, type PostgresProof } from './proof.ts'
import type { ReadyPostgres } from './ready-pair.ts'

const usuallyMs = 120_000

/** What PostgreSQL adds to a plan that leads users. `after` is what comes before it; `onFailure` what becomes of the rest when it fails. */
export function postgresInPlan(
  azure: Pick<AzureReader, 'cloud'>,
  part: ReadyPostgres,
  at: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): PlannedPart<PostgresProof> {
  if (part.kind === 'none') return noPart
  if (part.kind === 'stays') {
    const { isWell, text } = part
    return { ...noPart, guards: [{ id: 'postgres', status: isWell ? 'passed' : 'warning', text }] }
  }
  const { move, readiness, basis } = part
  const { how, from, to } = move
  const isForced = how === 'forced'
  const step = stepOf(azure, move, at)
  return {
    steps: [step],
    keeps: [keepPair(move)],
    changes: [{ kind: 'value', title: 'PostgreSQL, primary', before: inWords(from), after: inWords(to) }],
    guards: [...switchGuards(move), ...readiness.guards.map((guard) => ({ ...guard, id: `postgres-${guard.id}` }))],
    notes: switchNotes(move),
    leaves: announcedDebts(step, postgresReplica),
    blast: isForced
      ? `what is written to ${from.server}; its last writes may be lost`
      : `everything that is written to ${from.server}`,
    typed: isForced ? `force ${to.server} to be primary` : null,
    title: isForced ? `, and force ${to.server}` : ', users and data',
    lost: isForced ? `what ${from.server} had not copied stays lost` : null,
    stopsWayBack: false,
    back: switchCommand(from, 'planned'),
    mayLose: isForced,
    expectedMs: usuallyMs,
    proof: proofOfSwitch(move),
    basis
  }
}

function stepOf(
  azure: Pick<AzureReader, 'cloud'>,
  { how, pair, from, to }: PairSwitch,
  { after, onFailure }: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): DoStep {
  const names = ({ group, server, location }: PostgresSide) => ({ group, server, location })
  const facts = { subscription: pair.subscription, how, from: names(from), to: names(to) }
  return { ...switchStep({ id: 'move-postgres', facts, after }, postgresTarget(azure, to)), onFailure }
}

/** The pair as both servers say, kept before anything is changed. */
function keepPair({ pair, from }: PairSwitch): KeepStep {
  return {
    kind: 'keep',
    id: 'snapshot-postgres',
    title: `Keep ${from.server} and its replica as they are`,
    what: { postgresPair: pairNames(pair) },
    deadlineMs: 5_000,
    after: []
  }
}

function inWords({ server, location }: PostgresSide): string {
  return [server, location].filter((word) => word !== '').join(', ')
}
