import type { Change, Failure, Guard, Inverse, SaidPlan } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { holdReconciler, holdStep } from '../../actions/gitops-suspend/index.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { readReconciler } from '../../providers/kubernetes/gitops/read-reconciler.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { appliedObjects, otherWorkloads } from '../../providers/kubernetes/gitops/applied-objects.ts'
import {
  disowns,
  parentsOf,
  reconcilerKinds,
  reconcilerText,
  type ReconcilerKind
} from '../../providers/kubernetes/gitops/reconcilers.ts'
import { reconcilingOf } from '../../providers/kubernetes/gitops/reconciling.ts'
import { observedWorkload } from '../../providers/kubernetes/gitops/watched.ts'
import { reversed, type FieldChange } from '../../providers/kubernetes/field-change.ts'
import { ownersOf } from '../../providers/kubernetes/owner-reference.ts'
import { patchCommand } from '../../providers/kubernetes/field-action.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'
import { framePlan, planOrFailure } from '../plan-frame/index.ts'
import { reconcilerPhases, type ReconcilerProof } from './prove-reconciler.ts'
import { nameOf, type ReconcilerChoice } from './reconciler-choice.ts'

/** So many other workloads are named. */
const mostNamed = 3

/** What differs between holding a reconciler and letting it go on. */
export interface Direction {
  readonly holds: boolean
  readonly lever: string
  /** The lever that takes it back. */
  readonly back: string
  /** `Hold`, `Holding`, `Held`; the object's name follows the first two. */
  readonly words: { readonly verb: string; readonly doing: string; readonly done: string }
  /** The same for the status page. */
  readonly outside: NonNullable<SaidPlan['outside']>
  /** The fields to change; null when it is so already. */
  readonly changes: (kind: ReconcilerKind, object: KubeObject) => readonly FieldChange[] | null
  /** What the choice of the way back says beyond the name. */
  readonly backChoice: (changes: readonly FieldChange[]) => Readonly<Record<string, string>>
  /** What it does to users and to what was rolled back. */
  readonly effect: (kind: ReconcilerKind, object: KubeObject) => string
  readonly guards: readonly Guard[]
}

/**
 * Plans one change of one reconciler: reads it fresh, asks the server for a dry run, changes nothing.
 * @throws FailureError `cancelled` only.
 */
export async function planReconciler(
  direction: Direction,
  choice: ReconcilerChoice,
  request: PlanRequest,
  tools: PlanTools,
  isChosen: boolean
): Promise<PlanResult> {
  return planOrFailure(() => planFresh(direction, choice, request, tools, isChosen))
}

async function planFresh(
  direction: Direction,
  choice: ReconcilerChoice,
  request: PlanRequest,
  tools: PlanTools,
  isChosen: boolean
): Promise<PlanResult> {
  const name = nameOf(choice)
  const workload = observedWorkload(tools.world.objects)
  if (!name || !workload) return missing(`There is no ${reconcilerText(choice)} to plan for.`, 'Choose another one.')
  const object = await readReconciler(tools.reader, name, workload, tools.abort)
  if (!object) {
    const text = `${reconcilerText(choice)} does not exist: the mark on ${tools.world.ref.name} is older than it.`
    return missing(text, 'Nothing puts a manual change back in its name.')
  }
  const { kind } = name
  if (direction.holds && disowns(kind, object, workload)) {
    const text = `${reconcilerText(choice)} does not list ${workload.kind} ${workload.metadata.name} among what it applied: its mark there may be anybody's word.`
    return missing(text, 'Ask who owns it, and hold what really puts a change back.')
  }
  const changes = direction.changes(kind, object)
  if (changes === null) {
    return { kind: 'notNeeded', reason: `${reconcilerText(choice)}: ${reconcilingOf(kind, object).text}` }
  }
  const planned = await buildPlan(direction, { kind, object, choice, changes }, request, tools)
  return { kind: 'plan', planned, isChosen }
}

interface Found {
  readonly kind: ReconcilerKind
  readonly object: KubeObject
  readonly choice: ReconcilerChoice
  readonly changes: readonly FieldChange[]
}

async function buildPlan(
  direction: Direction,
  { kind, object, choice, changes }: Found,
  request: PlanRequest,
  tools: PlanTools
): Promise<Planned> {
  const { context, abort, environment } = tools
  const { holds, lever, words } = direction
  const resource = reconcilerKinds[kind]
  const target = objectTarget(tools, resource, object)
  const namespace = object.metadata.namespace ?? ''
  const named = reconcilerText({ kind, namespace, name: object.metadata.name })
  const facts = { kind, context, changes, holds }
  const step = holdStep({ id: holds ? 'hold' : 'release', title: `${words.verb} ${named}`, target, facts })
  const { preview, guard } = await previewPatches(
    [step],
    tools,
    ({ facts: known, target: of, command, sends }, response) => {
      const sent = sends.kind === 'fixed' ? sends.request : null
      if (!sent) return { outcome: 'succeeded' }
      return holdReconciler.outcome({ target: of, facts: known, request: sent, command }, response, null, tools)
    },
    abort
  )
  const parents = parentGuards(object, named)
  const blocked = blockedBy(object, named) ?? preview.failure
  const back: Inverse = {
    text: `${holds ? 'resume' : 'hold'} ${named}`,
    command: patchCommand(target, { ...facts, changes: reversed(changes) }),
    lever: direction.back,
    choice: { ...choice, namespace, ...direction.backChoice(changes) }
  }
  const plan = framePlan(tools, request, [step], {
    lever,
    choice: { ...choice, namespace },
    words: {
      title: `${words.verb} ${named}`,
      doing: `${words.doing} ${named}`,
      done: words.done,
      outside: direction.outside
    },
    changes: changes.map((change) => valueChange(change)),
    guards: [...direction.guards, ...parents, ...operationGuards(kind, object), guard],
    notes: [direction.effect(kind, object)],
    blast: blastOf(kind, object, observedWorkload(tools.world.objects)),
    takesEffect: 'at once',
    takesEffectMs: 1_000,
    expectedMs: 11_000,
    inverse: back,
    leaves: holds ? debtsOf(step) : [],
    withoutYou: withoutYou(kind, object, holds),
    preview,
    typed: `${object.metadata.name}@${environment.name}`,
    isSure: true,
    ...(blocked ? { blocked } : {})
  })
  const proof: ReconcilerProof = { holds, kind }
  return { plan, steps: [step], phases: reconcilerPhases(holds), proof, basis: { uid: object.metadata.uid } }
}

function debtsOf({ target, facts, command, sends }: ReturnType<typeof holdStep>) {
  if (sends.kind !== 'fixed') return []
  const debts = holdReconciler.debts?.({ target, facts, request: sends.request, command }) ?? []
  return debts.map((debt) => ({ ...debt, openedAt: null, settledAt: null }))
}

function valueChange(change: FieldChange): Change {
  const said = (value: unknown): string => (value === null ? 'not there' : JSON.stringify(value))
  return { kind: 'value', title: change.path.join('.'), before: said(change.from), after: said(change.to) }
}

/** Who applies the reconciler itself may put the field back. */
function parentGuards(object: KubeObject, named: string): readonly Guard[] {
  return parentsOf(object).map((parent) => ({
    id: 'parent',
    status: 'warning',
    text: `${parent} applies ${named} itself, and puts a field back that its source names.`
  }))
}

/**
 * An ApplicationSet writes the whole spec of its Applications again, unless it is told not to
 * (argoproj/argo-cd applicationset/controllers/applicationset_controller.go createOrUpdateInCluster).
 */
function blockedBy(object: KubeObject, named: string): Failure | null {
  const [set] = ownersOf(object.metadata, 'argoproj.io', 'ApplicationSet')
  if (!set) return null
  return failureOf(
    'refused',
    `ApplicationSet ${set.name} writes ${named} again within seconds: nothing would be held.`,
    {
      remedy: `Change syncPolicy in the template of ApplicationSet ${set.name}, or let it ignore the difference.`
    }
  )
}

function operationGuards(kind: ReconcilerKind, object: KubeObject): readonly Guard[] {
  if (!reconcilingOf(kind, object).isApplying) return []
  const text = 'A sync is under way: what it applies may still arrive. The proof waits for its end.'
  return [{ id: 'operation', status: 'warning', text }]
}

/** What stops or goes on with it: all that it applies, with the other workloads by name. */
function blastOf(kind: ReconcilerKind, object: KubeObject, workload: KubeObject | null): string {
  const applied = appliedObjects(kind, object)
  if (applied === null) return 'no pods; everything that it applies'
  const count = `no pods; ${applied.length} ${applied.length === 1 ? 'object' : 'objects'} that it applies`
  const names = workload === null ? [] : otherWorkloads(applied, workload).map(({ name }) => visibleText(name, 63))
  if (names.length === 0) return count
  const named = names.length <= mostNamed ? names : [...names.slice(0, mostNamed), `${names.length - mostNamed} more`]
  return `${count}, also of ${named.join(', ')}`
}

function withoutYou(kind: ReconcilerKind, object: KubeObject, holds: boolean): Planned['plan']['withoutYou'] {
  const { text } = reconcilingOf(kind, object)
  return holds
    ? { text: 'a manual change is put back', detail: text }
    : { text: 'Git and the cluster stay apart', detail: `${text} New releases do not arrive either.` }
}

function missing(message: string, remedy: string): PlanResult {
  return { kind: 'failed', failure: failureOf('notFound', message, { remedy }) }
}
