import type { Guard, StepId } from '../../../contract/index.ts'
import { failoverGroup, failoverStep } from '../../actions/failover-group/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { GroupSide } from '../../ports/failover-group.ts'
import type { DoStep, KeepStep } from '../../ports/step.ts'
import type { GroupMove } from '../../providers/azure/group-part.ts'
import { groupMoveCommand } from '../../providers/azure/group-request.ts'
import { stateWords } from '../../providers/azure/group-standing.ts'
import { groupAt, groupTarget } from '../../providers/azure/group-target.ts'
import { noPart, type PlannedPart } from '../data-frame/index.ts'
import { announcedDebts } from '../plan-frame/index.ts'
import { proofOfMove, type GroupProof } from './proof.ts'
import type { ReadyGroup } from './ready.ts'

const usuallyMs = 60_000

/** What Azure SQL adds to a plan that leads users. `after` is what comes before it; `onFailure` what becomes of the rest when it fails. */
export function groupInPlan(
  azure: Pick<AzureReader, 'cloud'>,
  part: ReadyGroup,
  at: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): PlannedPart<GroupProof> {
  if (part.kind === 'none') return noPart
  if (part.kind === 'stays') {
    const { isWell, text } = part
    return { ...noPart, guards: [{ id: 'sql', status: isWell ? 'passed' : 'warning', text }] }
  }
  const { move, readiness, basis } = part
  const { how, group, from, to } = move
  const isForced = how === 'forced'
  const step = stepOf(azure, move, at)
  return {
    steps: [step],
    keeps: [keepGroup(move)],
    changes: [{ kind: 'value', title: `${group.name}, primary`, before: inWords(from), after: inWords(to) }],
    guards: [...guardsOf(move), ...readiness.guards.map((guard) => ({ ...guard, id: `sql-${guard.id}` }))],
    notes: [
      `Connections to ${group.name} break, and its name follows when clients have forgotten its old address. Firewalls, private endpoints, logins and jobs of ${to.server} are not seen here.`
    ],
    leaves: announcedDebts(step, failoverGroup),
    blast: isForced
      ? `what is written to ${group.name}; its last writes may be lost`
      : `everything that is written to ${group.name}`,
    typed: isForced ? `force ${group.name} to ${to.location}` : null,
    title: isForced ? `, and force ${group.name}` : ', users and data',
    lost: isForced ? `what ${from.server} had not copied stays lost` : null,
    stopsWayBack: false,
    back: groupMoveCommand(groupAt(group, from), 'planned'),
    mayLose: isForced,
    expectedMs: usuallyMs,
    proof: proofOfMove(move),
    basis
  }
}

function stepOf(
  azure: Pick<AzureReader, 'cloud'>,
  { how, group, from, to }: GroupMove,
  { after, onFailure }: { readonly after: readonly StepId[]; readonly onFailure: 'stop' | 'goOn' }
): DoStep {
  const names = ({ group: of, server, location }: GroupSide) => ({ group: of, server, location })
  const facts = { subscription: group.subscription, failoverGroup: group.name, how, from: names(from), to: names(to) }
  return { ...failoverStep({ id: 'move-sql', facts, after }, groupTarget(azure, groupAt(group, to))), onFailure }
}

/** The group as both servers say, kept before anything is changed. */
function keepGroup({ group, from, to }: GroupMove): KeepStep {
  const names = ({ subscription, group: of, server }: GroupSide) => ({ subscription, group: of, server })
  return {
    kind: 'keep',
    id: 'snapshot-sql',
    title: `Keep ${group.name} as it is`,
    what: { failoverGroup: { ...groupAt(group, to), partner: names(from) } },
    deadlineMs: 5_000,
    after: []
  }
}

/** What is to be known before anything is typed: what may be lost, who comes back as what, and who else may act. */
function guardsOf({ how, group, from, to, direct, health }: GroupMove): readonly Guard[] {
  const isForced = how === 'forced'
  const { status, text } = stateWords(group.state)
  return [
    {
      id: 'sql-loss',
      status: isForced ? 'warning' : 'passed',
      text: isForced
        ? `Replication of ${group.name} is asynchronous: what ${from.server} had not copied${ofDatabases(group)} is lost, and nothing says how much.`
        : `Nothing is lost: ${group.name} is copied whole first. It succeeds without loss, or ends as it was.`
    },
    {
      id: 'sql-way-back',
      status: isForced ? 'warning' : 'passed',
      text: isForced
        ? `${from.server} becomes secondary when it is back, without what was lost. A planned failover takes the role back then.`
        : 'The same failover the other way round takes it back.'
    },
    { id: 'sql-state', status, text },
    { id: 'sql-from', status: 'passed', text: `${health(from).text}.` },
    { id: 'sql-to', status: 'passed', text: `${health(to).text}.` },
    policyGuard({ how, group }),
    ...(direct === null
      ? []
      : [
          {
            id: 'sql-direct',
            status: 'warning' as const,
            text: `The service's settings name the server ${direct}, not ${group.name}: who connects there does not follow.`
          }
        ])
  ]
}

/** Automatic failover is Microsoft's to begin, with loss, and not before its grace period. */
function policyGuard({ how, group: { name, policy, graceMinutes } }: Pick<GroupMove, 'how' | 'group'>): Guard {
  const id = 'sql-policy'
  if (policy === 'Manual')
    return { id, status: 'passed', text: `${name} is failed over by hand alone: its policy is Manual.` }
  if (policy === null) return { id, status: 'warning', text: `Who may fail ${name} over is not said: Microsoft may.` }
  const grace = graceMinutes === null ? 'a grace period that is not said' : `its grace period of ${graceMinutes} min`
  return {
    id,
    status: how === 'forced' ? 'warning' : 'passed',
    text: `The policy of ${name} is Automatic: Microsoft may fail it over as well, with loss, not before ${grace} is over.`
  }
}

/** ` of 3 databases`; nothing where none is named. */
function ofDatabases({ databases }: GroupMove['group']): string {
  return databases === 0 ? '' : ` of ${databases} ${databases === 1 ? 'database' : 'databases'}`
}

function inWords({ server, location }: GroupSide): string {
  return `${server}, ${location}`
}
