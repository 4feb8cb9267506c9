import type { RegionView } from '../../ports/azure.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { groupBasis, type GroupMove } from '../../providers/azure/group-part.ts'
import { groupMoveCommand } from '../../providers/azure/group-request.ts'
import type { SeenGroup } from '../../providers/azure/group-standing.ts'
import { groupAt } from '../../providers/azure/group-target.ts'
import { joined, subscriptionReadiness, type Readiness } from '../../providers/azure/readiness.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { dataOutside } from '../data-frame/index.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { askAboutGroup, freshGroupSeen, groupInPlan, proofOfMove } from '../sql-frame/index.ts'
import { choiceOf, groupMoveOf } from './choice.ts'
import { judgeGroup, usuallyMs } from './judge.ts'
import { leverId } from './lever-id.ts'
import { groupPhases } from './prove.ts'

/**
 * Plans a failover from a fresh reading of the group at both of its servers, and from asking both.
 * @throws FailureError `cancelled` only.
 */
export async function planGroup(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const azure = azureOf(tools)
  const view = seenRegion(tools.world)
  if (view?.sql.kind !== 'group') return { kind: 'needsChoice', reason: judgeGroup(tools.world).reason }
  const fresh = await freshGroupSeen(azure, null, view.sql, tools)
  const { reason, choice } = judgeGroup(withGroup(tools.world, view, fresh))
  const chosen = request.choice ?? choice
  const move = chosen && groupMoveOf(fresh, view, chosen)
  if (!move) return { kind: 'needsChoice', reason }
  const [asked, subscription] = await Promise.all([
    askAboutGroup(azure, move, tools.abort),
    subscriptionReadiness(azure, usuallyMs / tools.clock.speed, tools.abort)
  ])
  const readiness = joined(asked.readiness, subscription)
  const blocked = asked.blocked ?? subscription.blocked
  const planned = build({ move, readiness, ...(blocked ? { blocked } : {}) }, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

function withGroup(world: PlanTools['world'], view: RegionView, sql: SeenGroup): PlanTools['world'] {
  return { ...world, region: { state: 'value', value: { ...view, sql }, observedAt: sql.observedAt } }
}

interface Found extends Pick<Planned['plan'], 'blocked'> {
  readonly move: GroupMove
  readonly readiness: Readiness
}

function build({ move, readiness, blocked }: Found, request: PlanRequest, tools: PlanTools): Planned {
  const { how, group, from, to } = move
  const basis = groupBasis(group)
  const part = groupInPlan(
    azureOf(tools),
    { kind: 'moves', move, readiness, basis },
    { after: ['snapshot-sql'], onFailure: 'stop' }
  )
  const steps = [...part.keeps, ...part.steps]
  const isForced = how === 'forced'
  const back = { ...move, how: 'planned', from: to, to: from } as const
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: choiceOf(move),
    words: isForced
      ? {
          title: `Force ${group.name} to ${to.server}`,
          doing: `Forcing ${group.name}`,
          done: `${to.server} is primary`,
          outside: dataOutside(isForced)
        }
      : {
          title: `Fail ${group.name} over to ${to.server}`,
          doing: `Failing ${group.name} over`,
          done: `${to.server} is primary`,
          outside: dataOutside(isForced)
        },
    changes: part.changes,
    guards: part.guards,
    notes: part.notes,
    blast: part.blast,
    takesEffect: 'when clients connect anew; no figure is promised',
    takesEffectMs: usuallyMs,
    expectedMs: part.expectedMs + 30_000,
    inverse: {
      text: isForced ? `fail over to ${from.server}, without what was lost` : `fail over to ${from.server} again`,
      command: groupMoveCommand(groupAt(group, from), 'planned'),
      lever: leverId,
      choice: choiceOf(back)
    },
    leaves: part.leaves,
    withoutYou: withoutYou(move),
    preview: { status: 'none', text: 'Azure has no dry run: both servers are read and compared before the change.' },
    typed: part.typed ?? `${group.name}@${tools.environment.name}`,
    isSure: part.typed === null,
    ...(blocked ? { blocked } : {})
  })
  return { plan, steps, phases: groupPhases, proof: proofOfMove(move), basis }
}

function withoutYou({ how, group, from }: GroupMove): Planned['plan']['withoutYou'] {
  if (how === 'planned') return { text: `${from.server} stays primary`, detail: 'Nothing fails it over by itself.' }
  if (group.policy === 'Manual')
    return { text: 'nothing is written', detail: `The policy of ${group.name} is Manual: nobody fails it over.` }
  const grace = group.graceMinutes === null ? 'its grace period' : `${group.graceMinutes} min`
  return { text: 'Microsoft may fail it over', detail: `With loss, and not before ${grace} are over.` }
}
