import { routeWeightsStep } from '../../actions/route-weights/index.ts'
import { suspendStep } from '../../actions/canary-suspend/index.ts'
import { at } from '../../lib/json-access.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { RouteEdit } from '../../ports/route-edit.ts'
import type { DoStep, Step, WaitStep } from '../../ports/step.ts'
import { canaryTarget } from '../../providers/flagger/canary-object.ts'
import { valueAt } from '../../providers/kubernetes/patch-tests.ts'
import { edited } from '../../providers/routes/edited.ts'
import { drainEdits, sharesAfter, type Drain } from '../../providers/routes/drain.ts'
import type { DrainChoice } from './choice.ts'
import type { Situation } from './situation.ts'

/** How long the gate has to hold before the next step, and how long it is waited for before the operator is asked. */
const holdsForMs = 60_000
const atMostMs = 10 * 60_000

/**
 * The steps of a drain: Flagger is suspended where it writes the routes, and then each stair writes all routes and waits
 * until the Deployment that takes the requests is well.
 */
export function drainSteps(tools: PlanTools, situation: Situation, choice: DrainChoice): readonly Step[] {
  const suspends = suspendSteps(tools, situation)
  const steps: Step[] = [...suspends]
  const objects = new Map(situation.splits.map(({ route }) => [route.object.metadata.uid, route.object]))
  let after: readonly string[] = suspends.map(({ id }) => id)
  for (let stair = 1; stair <= choice.steps; stair += 1) {
    const writes = drainEdits(situation.splits, choice, stair / choice.steps).map((edit, index) => {
      const object = objects.get(edit.object.metadata.uid) ?? edit.object
      const own: RouteEdit = { ...edit, object }
      objects.set(object.metadata.uid, edited(own))
      // What Flagger wrote between the plan and its suspension is not known yet.
      const weights = suspends.length > 0 && stair === 1 ? 'whatever' : 'asRead'
      const id = `stair-${stair}${index === 0 ? '' : `-${index + 1}`}`
      return routeWeightsStep(tools, own, {
        id,
        title: titleOf(situation, choice, stair, object.metadata.name),
        weights,
        after
      })
    })
    steps.push(...writes)
    after = writes.map(({ id }) => id)
    if (stair === choice.steps) continue
    const gate = gateOf(tools, choice, stair, after)
    steps.push(gate)
    after = [gate.id]
  }
  return steps
}

/** What can be asked of the server before: the suspension, and the first weights as they would be sent now. */
export function firstSteps(tools: PlanTools, situation: Situation, choice: DrainChoice): readonly DoStep[] {
  const edits = drainEdits(situation.splits, choice, 1 / choice.steps)
  const routes = edits.map((edit) => routeWeightsStep(tools, edit, { id: 'first', title: '', weights: 'asRead' }))
  return [...suspendSteps(tools, situation), ...routes]
}

function suspendSteps({ identity, context }: PlanTools, { writers }: Situation): readonly DoStep[] {
  const active = writers.flatMap((writer) => (writer.kind === 'flagger' && writer.isActive ? [writer.object] : []))
  return [...new Map(active.map((object) => [object.metadata.uid, object])).values()].map((object) =>
    suspendStep({
      id: `suspend-${object.metadata.name}`,
      target: canaryTarget(identity, object),
      context,
      from: at(object, 'spec', 'suspend'),
      to: true
    })
  )
}

/** Requests that came before the last stair say nothing; a reading that is missing starts the minute again. */
function gateOf({ world, limits }: PlanTools, { into }: Drain, stair: number, after: readonly string[]): WaitStep {
  return {
    kind: 'wait',
    id: `gate-${stair}`,
    title: `${into} is well with what it has now`,
    gate: {
      kind: 'signal',
      ref: { namespace: world.ref.namespace, name: into },
      signal: 'errorRatio',
      below: limits.errorRatio,
      forMs: holdsForMs
    },
    atMostMs,
    onTime: 'ask',
    after
  }
}

function titleOf({ splits }: Situation, choice: DrainChoice, stair: number, route: string): string {
  const shares = splits.flatMap((split) => {
    const after = split.route.object.metadata.name === route ? sharesAfter(split, choice, stair / choice.steps) : null
    if (after === null) return []
    const left = split.parts.reduce(
      (sum, { workloads }, index) => sum + (workloads.includes(choice.away) ? (after[index] ?? 0) : 0),
      0
    )
    return [left]
  })
  const most = Math.max(0, ...shares)
  return most === 0 ? `Nothing to ${choice.away} in ${route}` : `${most} % to ${choice.away} in ${route}`
}

/** What a person would type to have the weights of now back, one line a route. */
export function backCommand(tools: PlanTools, { splits }: Situation, choice: DrainChoice): string {
  const lines = drainEdits(splits, choice, 1).map((edit) => {
    const writes = edit.writes.map(({ path }) => ({ path, to: valueAt(edit.object, path) ?? null })).toReversed()
    const back = { ...edit, object: edited(edit), writes }
    return routeWeightsStep(tools, back, { id: 'back', title: '', weights: 'asRead' }).command
  })
  return lines.join(' && ')
}
