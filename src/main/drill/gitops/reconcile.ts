import type { Deployment, PodTemplate } from '../controllers/kube-types.ts'
import { templateText } from '../controllers/template.ts'
import { objectOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/api-store.ts'

/** What a repository says about a Deployment. */
export interface Wanted {
  readonly revision: string
  readonly template: PodTemplate
}

/** What a look at an object comes to: put it back, and what is said about it. */
export interface Outcome {
  readonly put: Deployment | undefined
  readonly isInSync: boolean
}

function differs(live: Deployment, wanted: Wanted): boolean {
  return templateText(live.spec.template) !== templateText(wanted.template)
}

function restored(live: Deployment, wanted: Wanted): Deployment {
  return { ...live, spec: { ...live.spec, template: wanted.template } }
}

/**
 * One look of Argo CD (argoproj/argo-cd controller/appcontroller.go autoSync): it puts an object back only with an automated
 * policy that is not disabled and heals itself, or when the repository has something new.
 *
 * @param synced the revision that was synced last
 */
export function lookOfArgoCd(
  application: KubeObject,
  live: Deployment,
  wanted: Wanted,
  synced: string | undefined
): Outcome {
  if (!differs(live, wanted)) return { put: undefined, isInSync: true }
  const skips = application.metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true'
  const policy = objectOf(objectOf(application['spec'])['syncPolicy'])['automated']
  const automated = objectOf(policy)
  const isAutomated = policy !== undefined && policy !== null && automated['enabled'] !== false && !skips
  const mayPut = isAutomated && (automated['selfHeal'] === true || synced !== wanted.revision)
  return { put: mayPut ? restored(live, wanted) : undefined, isInSync: mayPut }
}

/**
 * One reconciliation of Flux (fluxcd/kustomize-controller kustomization_controller.go apply): everything is applied anew,
 * except what is suspended or opted out of it.
 */
export function lookOfFlux(kustomization: KubeObject, live: Deployment, wanted: Wanted): Outcome {
  if (!differs(live, wanted)) return { put: undefined, isInSync: true }
  const isSuspended = objectOf(kustomization['spec'])['suspend'] === true
  const optsOut = live.metadata.annotations?.['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled'
  const mayPut = !isSuspended && !optsOut
  return { put: mayPut ? restored(live, wanted) : undefined, isInSync: mayPut }
}
