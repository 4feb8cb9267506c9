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

/** The Deployment of the opened service, as it was observed last; null while it is not there. */
export function watchedDeployment(known: WatchedObjects): KubeObject | null {
  return seenObjects(known, 'deployments')[0] ?? null
}
