import type { RegionView } from '../../ports/azure.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { pairBasis, type PairSwitch } from '../../providers/azure/postgres-part.ts'
import { switchCommand } from '../../providers/azure/postgres-request.ts'
import type { SeenPair } from '../../providers/azure/postgres-standing.ts'
import { joined, subscriptionReadiness, type Readiness } from '../../providers/azure/readiness.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { dataOutside } from '../data-frame/index.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { askAboutPair, freshPairSeen, postgresInPlan, proofOfSwitch } from '../postgres-frame/index.ts'
import { choiceOf, switchOf } from './choice.ts'
import { judgeSwitch, usuallyMs } from './judge.ts'
import { leverId } from './lever-id.ts'
import { switchPhases } from './prove.ts'

/**
 * Plans a switch from a fresh reading of both servers, and from asking both.
 * @throws FailureError `cancelled` only.
 */
export async function planSwitch(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const azure = azureOf(tools)
  const view = seenRegion(tools.world)
  if (view?.postgres.kind !== 'pair') return { kind: 'needsChoice', reason: judgeSwitch(tools.world).reason }
  const fresh = await freshPairSeen(azure, null, view.postgres, tools)
  const { reason, choice } = judgeSwitch(withPair(tools.world, view, fresh))
  const chosen = request.choice ?? choice
  const move = chosen && switchOf(fresh, view, chosen)
  if (!move) return { kind: 'needsChoice', reason }
  const [asked, subscription] = await Promise.all([
    askAboutPair(azure, move, tools.abort),
    subscriptionReadiness(azure, usuallyMs / tools.clock.speed, tools.abort)
  ])
  const readiness = joined(asked.readiness, subscription)
  const blocked = asked.blocked ?? subscription.blocked
  const planned = build({ move, readiness, ...(blocked ? { blocked } : {}) }, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

function withPair(world: PlanTools['world'], view: RegionView, postgres: SeenPair): PlanTools['world'] {
  return { ...world, region: { state: 'value', value: { ...view, postgres }, observedAt: postgres.observedAt } }
}

interface Found extends Pick<Planned['plan'], 'blocked'> {
  readonly move: PairSwitch
  readonly readiness: Readiness
}

function build({ move, readiness, blocked }: Found, request: PlanRequest, tools: PlanTools): Planned {
  const { how, pair, from, to } = move
  const basis = pairBasis(pair)
  const part = postgresInPlan(
    azureOf(tools),
    { kind: 'moves', move, readiness, basis },
    { after: ['snapshot-postgres'], onFailure: 'stop' }
  )
  const steps = [...part.keeps, ...part.steps]
  const isForced = how === 'forced'
  const back = { ...move, how: 'planned', from: to, to: from } as const
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: choiceOf(move),
    words: {
      title: isForced ? `Force ${to.server} to be primary` : `Switch PostgreSQL to ${to.server}`,
      doing: isForced ? `Forcing ${to.server}` : `Switching to ${to.server}`,
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
      text: isForced ? `switch to ${from.server}, without what was lost` : `switch to ${from.server} again`,
      command: switchCommand(from, 'planned'),
      lever: leverId,
      choice: choiceOf(back)
    },
    leaves: part.leaves,
    withoutYou: isForced
      ? { text: 'nothing is written', detail: 'Azure promotes no replica by itself.' }
      : { text: `${from.server} stays primary`, detail: 'Azure promotes no replica by itself.' },
    preview: { status: 'none', text: 'Azure has no dry run: both servers are read and compared before the change.' },
    typed: part.typed ?? `${to.server}@${tools.environment.name}`,
    isSure: part.typed === null,
    ...(blocked ? { blocked } : {})
  })
  return { plan, steps, phases: switchPhases, proof: proofOfSwitch(move), basis }
}
