import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import { seenObjects } from '../config/watched.ts'
import { reconcilerText, type ReconcilerName } from './reconcilers.ts'

/** What says how a reconciler stands; where its namespace is not known and all may not be listed, where it usually is. */
export function watchedReconciler(
  name: Pick<ReconcilerName, 'kind' | 'namespace' | 'name'>,
  namespace?: string
): string {
  return `gitops.${reconcilerText(name)}${namespace === undefined ? '' : `.${namespace}`}`
}

/** Whose revisions are undone behind what is held, under the ids by which the opened service is followed. */
const workloads = ['deployments', 'statefulsets', 'daemonsets', 'rollout'] as const

/** The Deployment, StatefulSet, DaemonSet or Rollout of the opened service, as it was observed last; null while it is not there. */
export function observedWorkload(known: WatchedObjects): KubeObject | null {
  return workloads.map((id) => seenObjects(known, id)[0]).find((object) => object !== undefined) ?? null
}
