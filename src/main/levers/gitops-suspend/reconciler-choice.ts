import * as z from 'zod/mini'
import type { LeverOption } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import {
  isReconcilerKind,
  reconcilersOf,
  reconcilerText,
  type ReconcilerName
} from '../../providers/kubernetes/gitops/reconcilers.ts'
import { observedWorkload } from '../../providers/kubernetes/gitops/watched.ts'

/**
 * Which reconciler; `namespace` is empty where its mark does not say it, `automated` where the object still says how it
 * synced: what an Application's policy was, as JSON, is nowhere else once it was taken away.
 */
export const reconcilerChoice = z.strictObject({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  automated: z.string()
})
export type ReconcilerChoice = z.infer<typeof reconcilerChoice>

/** Who puts the workload back as Git has it, by its own marks. */
export function reconcilersIn(world: World): readonly ReconcilerName[] {
  const workload = observedWorkload(world.objects)
  return workload ? reconcilersOf(workload) : []
}

export function choiceOf({ kind, namespace, name }: ReconcilerName): ReconcilerChoice {
  return { kind, namespace: namespace ?? '', name, automated: '' }
}

/** A choice as a name to read; null for a kind that is not known. */
export function nameOf({ kind, namespace, name }: ReconcilerChoice): Omit<ReconcilerName, 'evidence'> | null {
  return isReconcilerKind(kind) ? { kind, namespace: namespace === '' ? null : namespace, name } : null
}

/** One option a reconciler. */
export function reconcilerOptions(world: World): readonly LeverOption[] {
  const names = reconcilersIn(world)
  return names.map((name) => ({
    id: reconcilerText(name),
    choice: choiceOf(name),
    title: reconcilerText(name),
    text: `named by the ${name.evidence}`,
    tags: [],
    createdAt: '',
    note: '',
    differs: [],
    evidence: [],
    standing: 'none',
    state: names.length === 1 ? 'recommended' : 'possible'
  }))
}
