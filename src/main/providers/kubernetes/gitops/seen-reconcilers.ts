import type { Failure, Observed, Owner } from '../../../../contract/index.ts'
import { formatDuration } from '../../../../contract/words/format-duration.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import { optOutOf } from '../opt-outs.ts'
import { ownersOf } from '../owner-reference.ts'
import { listsObject, reconcilersOf, reconcilerText, usualNamespaces, type ReconcilerName } from './reconcilers.ts'
import { reconcilingOf, type Reconciling } from './reconciling.ts'
import { observedWorkload, watchedReconciler } from './watched.ts'

/** How one reconciler of the opened service stands, as it is followed. */
export interface SeenReconciler {
  readonly name: ReconcilerName
  /** `Kustomization flux-system/apps` */
  readonly title: string
  /** `gone`: nothing of that name is there; `loading`: it is being read; `unread`: it cannot be read. */
  readonly state: Reconciling['state'] | 'gone' | 'loading' | 'unread'
  /** When it puts a change back, milliseconds from now at most; null where nothing says so. */
  readonly withinMs: number | null
  /** What it does to a manual change, one sentence. */
  readonly text: string
  /** Why it cannot be read. */
  readonly failure: Failure | null
  /** Why it cannot be held: what writes it again at once; null where it can. */
  readonly writtenBy: string | null
  /** As it was seen last. */
  readonly object: KubeObject | null
}

/** Who keeps the opened service as Git has it, and whether that is going on or held just now; pure. */
export function seenReconcilers(objects: WatchedObjects): readonly SeenReconciler[] {
  const workload = observedWorkload(objects)
  return workload === null ? [] : reconcilersOf(workload).map((name) => seenOne(name, workload, objects))
}

/** `within 1 min`, `within seconds`; where nothing says when, `at its interval`. */
export function putBackText({ name: { kind }, withinMs }: Pick<SeenReconciler, 'name' | 'withinMs'>): string {
  if (kind === 'Application') return 'within seconds'
  return withinMs === null ? 'at its interval' : `within ${formatDuration(withinMs)}`
}

/** Whether an owner is that reconciler: marks of Argo CD name one of another namespace `namespace_name`, or by its name alone. */
export function isNamedBy({ name }: Pick<Owner, 'name'>, { name: of, title }: SeenReconciler): boolean {
  return [title, `${of.kind} ${of.name}`, `${of.kind} ${of.namespace ?? ''}_${of.name}`].includes(name)
}

function seenOne(name: ReconcilerName, workload: KubeObject, objects: WatchedObjects): SeenReconciler {
  const known = {
    name,
    title: reconcilerText(name),
    withinMs: null,
    failure: null,
    writtenBy: null,
    object: null
  }
  const observed = observedOf(name, objects)
  if (observed === undefined || observed.state === 'loading')
    return { ...known, state: 'loading', text: 'It is being read.' }
  if (observed.state === 'forbidden' || (observed.state === 'unreachable' && observed.last === undefined)) {
    const { failure } = observed
    return { ...known, state: 'unread', failure, text: `Whether it is held cannot be read: ${failure.message}` }
  }
  const items =
    observed.state === 'value' ? observed.value : observed.state === 'unreachable' ? observed.last?.value : []
  const object = ownOf(items ?? [], workload)
  if (object === null) return { ...known, state: 'gone', text: 'It is not there any more: the mark is older than it.' }
  const { namespace = '' } = object.metadata
  const found = { ...known, name: { ...name, namespace }, title: reconcilerText({ ...name, namespace }), object }
  const optOut = optOutOf(workload.metadata.annotations ?? {}, name.kind)
  if (optOut !== null) return { ...found, state: 'held', text: `The annotation ${optOut} keeps this object out of it.` }
  const { state, withinMs, text } = reconcilingOf(name.kind, object)
  const [set] = ownersOf(object.metadata, 'argoproj.io', 'ApplicationSet')
  return { ...found, state, withinMs, text, writtenBy: set ? `ApplicationSet ${set.name}` : null }
}

/** Where listing everywhere is forbidden, the first of the usual namespaces that has one of that name. */
function observedOf(name: ReconcilerName, objects: WatchedObjects): Observed<readonly KubeObject[]> | undefined {
  const first = objects.get(watchedReconciler(name))
  if (first?.state !== 'forbidden' || name.namespace !== null) return first
  const others = usualNamespaces.map((where) => objects.get(watchedReconciler(name, where)))
  const found = others.find((one) => one?.state === 'value' && one.value.length > 0)
  return found ?? others.find((one) => one === undefined || one.state === 'loading') ?? first
}

/** Of several of one name it is the one that lists the object. */
function ownOf(items: readonly KubeObject[], workload: KubeObject): KubeObject | null {
  const [first, ...more] = items
  return more.length === 0 ? (first ?? null) : (items.find((one) => listsObject(one, workload)) ?? null)
}
