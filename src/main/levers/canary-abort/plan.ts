import type { Change, Failure, Guard, Plan } from '../../../contract/index.ts'
import { formatDuration, formatExpected } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { canaryBasis, proofOf, type FreshCanary } from '../canary-frame/index.ts'
import { framePlan, measuredEffectMs } from '../plan-frame/index.ts'
import type { AbortShape } from './abort-shape.ts'
import { armedBy, type Armed } from './armed-rollback.ts'
import { readAway, type Away } from './away.ts'
import { abortChoice } from './choice.ts'
import { leverId } from './lever-id.ts'
import { meshSilence } from './mesh-silence.ts'
import { abortPhases, type AbortProof } from './prove.ts'
import { putBack } from './put-back-target.ts'
import { abortSteps } from './steps.ts'

type Going = Extract<AbortShape, { readonly kind: 'abort' }>

/** Plans the abort of a run: reads fresh, asks the server for each step, and leaves out what cannot be done with its reason. */
export async function planAbort(
  request: PlanRequest,
  tools: PlanTools,
  fresh: FreshCanary,
  shape: Going
): Promise<PlanResult> {
  const { canary } = fresh
  const asked = request.choice === null ? null : abortChoice.parse(request.choice).by
  const [armed, { away, silence }, undo] = await Promise.all([
    armedBy(tools, fresh, asked),
    shape.movesTraffic ? awayIn(tools, fresh) : nothingAway,
    putBack(tools, fresh)
  ])
  const steps = abortSteps(tools, fresh, { shape, armed, edits: away.edits, undo: undo.step })
  const changes = steps.filter((step) => step.kind === 'do')
  if (changes.length === 0)
    return {
      kind: 'notNeeded',
      reason: `Nothing goes to the target, and ${fresh.sight.hung === null ? 'Flagger is not there to roll back' : "what is left is Flagger's, whose write is refused"}.`
    }
  const isNative = shape.order !== 'trafficOnly'
  // Where the target is put back before its users have left it, they would be sent to pods that are gone.
  const failure = (isNative ? armed.failure : null) ?? (shape.order === 'armFirst' ? null : silence)
  const movesAtOnce = away.edits.length > 0 && silence === null
  const checkMs = canary.intervalMs
  const takesEffectMs = movesAtOnce ? measuredEffectMs.byWeights : checkMs
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { by: armed.by },
    words: { title: `Abort the canary ${canary.name}`, doing: `Aborting the canary ${canary.name}`, done: 'Aborted' },
    order: { atOnce: 1, stopAfterFailures: away.edits.length },
    changes: changesOf(away, fresh),
    guards: [...silenceGuard(silence), ...guardsOf(fresh, shape, away), ...undo.guards, previewGuard(failure, armed)],
    notes: notesOf(fresh, shape, armed),
    blast: blastOf(away, undo.step !== null),
    takesEffect: movesAtOnce
      ? `in ${formatExpected(measuredEffectMs.byWeights)}`
      : silence === null
        ? `with the next check, within ${formatDuration(checkMs)}`
        : 'with the first check after istiod is back',
    takesEffectMs,
    expectedMs: 2 * checkMs,
    inverse: null,
    withoutYou: withoutYou(fresh),
    preview: failure
      ? { status: 'failed', text: failure.message, failure }
      : { status: 'accepted', text: 'Server accepted the dry runs' },
    ...(failure ? { blocked: failure } : {}),
    typed: `${canary.name}@${tools.environment.name}`,
    isSure: true
  })
  const proof: AbortProof = {
    ...proofOf(canary, 2 * checkMs + 60_000),
    isNative,
    movesTraffic: shape.movesTraffic,
    undoes: undo.step !== null
  }
  return {
    kind: 'plan',
    isChosen: asked !== null,
    planned: { plan, steps, phases: abortPhases(checkMs), proof, basis: canaryBasis(canary) }
  }
}

const nothingAway = {
  away: { edits: [], targetShare: null, presentShare: null, obstacles: [] } satisfies Away,
  silence: null
}

/** What leads the users away, and whether anybody is there to take it to the proxies. */
async function awayIn(tools: PlanTools, { canary }: FreshCanary) {
  const away = await readAway(tools, canary, tools.abort, tools.world.share)
  return { away, silence: await meshSilence(tools, away.edits) }
}

/** Armed, the rollback is tried at each check: so it is worth arming while istiod is away. */
function silenceGuard(silence: Failure | null): readonly Guard[] {
  if (silence === null) return []
  const text =
    'istiod does not answer: users stay on the release until it is back. Armed, Flagger rolls back at its first check after that.'
  return [{ id: 'istiod', status: 'warning', text }]
}

function guardsOf({ canary, sight }: FreshCanary, shape: Going, away: Away): readonly Guard[] {
  const { primary, liveness } = sight
  const of = `${primary.ready} of ${primary.wanted}`
  const guards: Guard[] = [
    primary.ready === primary.wanted
      ? { id: 'primary', status: 'passed', text: `Primary ${of} ready` }
      : { id: 'primary', status: 'warning', text: `Primary ${of} ready, and gets all requests` },
    ...away.obstacles.map((text): Guard => ({ id: 'routes', status: 'warning', text }))
  ]
  if (sight.hung !== null) guards.push({ id: 'flagger', status: 'warning', text: sight.hung.text })
  else if (liveness.state !== 'alive') guards.push({ id: 'flagger', status: 'warning', text: liveness.text })
  if (shape.order === 'trafficFirst')
    guards.push({
      id: 'order',
      status: 'warning',
      text: `${canary.target.name} is not ready (${sight.target.notReady ?? ''}): Flagger looks at neither failed checks nor hooks until it is, so traffic and target come first`
    })
  if (!shape.movesTraffic)
    guards.push({
      id: 'strategy',
      status: 'passed',
      text: 'Who is on the release is told by matches, not by weights: Flagger alone moves them, at its check'
    })
  for (const text of canary.problems) guards.push({ id: 'canary', status: 'warning', text: `${canary.name}: ${text}` })
  return guards
}

function previewGuard(failure: Plan['blocked'] | null, { by }: Armed): Guard {
  if (failure) return { id: 'preview', status: 'blocked', text: failure.message }
  const text =
    by === 'hook' ? 'A hook may be put in; where in the list is known at its turn' : 'Server accepted the dry runs'
  return { id: 'preview', status: 'passed', text }
}

function notesOf({ canary, sight: { hung } }: FreshCanary, shape: Going, { by }: Armed): readonly string[] {
  const notes = [`Flagger looks every ${formatDuration(canary.intervalMs)}; it counts anew after it has rolled back.`]
  // It read the Canary before it was armed, and finds routes without a share: it begins anew with its first step.
  if (shape.order === 'armFirst' && shape.movesTraffic && !shape.resumes)
    notes.push(
      'A check that is under way may lead users back to the release once, by its first step; the next one rolls back.'
    )
  if (shape.order === 'trafficOnly')
    notes.push(
      hung === null
        ? 'Flagger does not answer: once it is back it may go on with the release, from its first step. Suspend the Canary, too.'
        : 'Flagger goes on trying, and ends its run by itself once its write is taken: find out who refuses it.'
    )
  if (by === 'hook')
    notes.push('The hook rolls back every release as long as it is there: the plan takes it out again.')
  if (canary.sticky)
    notes.push('Users whom a cookie keeps on the release are moved as well, where its rule can be drained.')
  return notes
}

function changesOf({ presentShare }: Away, { canary }: FreshCanary): readonly Change[] {
  if (presentShare === null) return []
  const share = Math.round(presentShare * 100)
  const of = (primary: number, target: number) => [
    { label: 'primary', value: primary, detail: '', tone: 'good' as const },
    { label: canary.target.name, value: target, detail: '', tone: 'bad' as const }
  ]
  return [{ kind: 'shares', title: 'Traffic', unit: '%', before: of(100 - share, share), after: of(100, 0) }]
}

function blastOf({ edits }: Away, undoes: boolean): string {
  const routes = edits.length === 0 ? [] : [`${edits.length} ${edits.length === 1 ? 'route' : 'routes'}`]
  return ['1 canary', ...routes, ...(undoes ? ['1 Deployment'] : []), '0 primaries'].join(', ')
}

function withoutYou({ sight: { automatic }, canary }: FreshCanary): Plan['withoutYou'] {
  const { failedChecks, threshold } = canary
  if (automatic.kind === 'never') return { text: 'nothing rolls back', detail: automatic.reason }
  return {
    text: `rolled back by ${utc(automatic.byAt)} at the latest, if every check fails`,
    detail: `${failedChecks} of ${threshold} checks have failed. One that passes resets nothing and takes the release a step further.`
  }
}
