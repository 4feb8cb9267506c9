import { failureOf } from '../../../contract/index.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { readClaims } from '../../providers/kubernetes/owners/read-claims.ts'
import { readRoutes } from '../../providers/routes/read-routes.ts'
import { drainEdits } from '../../providers/routes/drain.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { buildPlan } from './build-plan.ts'
import { choiceOf, drainChoice, type DrainChoice } from './choice.ts'
import { drainRefusal } from './refusals.ts'
import { situationOf, type Situation } from './situation.ts'
import { planOrFailure } from '../plan-frame/index.ts'

/**
 * Plans weights that move requests from one Deployment to another: reads and previews, changes nothing.
 * @throws FailureError `cancelled` only; every other failure is in the result.
 */
export async function planDrain(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(() => planFresh(request, tools))
}

async function planFresh(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const { world, reader, abort } = tools
  const { ref } = world
  const [seen, claims] = await Promise.all([
    readRoutes(reader, ref.namespace, abort),
    readClaims(reader, ref.namespace, { abort, tries: 1 })
  ])
  const situation = situationOf(ref, seen, claims)
  const refusal = drainRefusal(situation)
  if (refusal !== null) {
    const { lead, reason, source } = refusal
    const route = situation.splits[0]?.route.object
    const command = kubectlLine(
      { context: tools.context, ref },
      'get',
      route?.kind.toLowerCase() ?? 'virtualservice',
      '-o',
      'json'
    )
    const trap = { id: `drain ${ref.name}`, severity: 'refused' as const, lead, text: reason, source, command }
    return { kind: 'refused', reason: `${lead} ${reason}`, source, trap }
  }
  const choice = chosen(request, situation)
  if (choice === null) return { kind: 'needsChoice', reason: `Choose from where to where requests of ${ref.name} go.` }
  const pair = situation.pairs.find(({ away, into }) => away === choice.away && into === choice.into)
  const why = impossible(choice, situation, pair?.problem ?? null)
  if (why !== null)
    return { kind: 'failed', failure: failureOf('refused', why, { remedy: 'Choose another way, or another lever.' }) }
  if (drainEdits(situation.splits, choice, 1).length === 0)
    return { kind: 'notNeeded', reason: `${choice.away} has ${choice.left} % of these requests already.` }
  return {
    kind: 'plan',
    planned: await buildPlan(request, tools, situation, choice),
    isChosen: request.choice !== null
  }
}

function chosen({ choice }: PlanRequest, { natural }: Situation): DrainChoice | null {
  if (choice !== null) return drainChoice.parse(choice)
  return natural === null ? null : choiceOf(natural, 1)
}

function impossible({ away, into }: DrainChoice, { splits }: Situation, problem: string | null): string | null {
  if (problem !== null) return problem
  const share = (name: string): boolean =>
    splits.some(({ parts }) => parts.some(({ workloads }) => workloads.includes(name)))
  const strange = [away, into].find((name) => !share(name))
  if (strange !== undefined) return `No route sends requests to ${strange}.`
  return away === into ? `${away} cannot be drained into itself.` : null
}
