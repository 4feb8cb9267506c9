import type { TrapNotice } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import { reconcilersOf, reconcilerText, type ReconcilerName } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { fieldWriter } from '../../providers/kubernetes/managed-fields.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { serviceCanary, type ServiceFacts, type StateRule } from '../rule-facts.ts'

/**
 * A Canary that is held, as long as it is, and kept by a source that may let it go: the release then goes on, with nobody
 * watching (fluxcd/kustomize-controller internal/controller/kustomization_controller.go apply).
 */
export const heldCanaryGoesOn: StateRule = (facts) => {
  const canary = serviceCanary(facts)
  if (!canary || at(canary, 'spec', 'suspend') !== true) return []
  return reconcilersOf(canary)
    .filter((name) => !isHeld(name, facts))
    .map((name) => noticeOf(name, canary))
}

function noticeOf(name: ReconcilerName, canary: KubeObject): TrapNotice {
  const who = reconcilerText(name)
  const what = `Canary ${canary.metadata.namespace ?? ''}/${canary.metadata.name}`
  const manager = fieldWriter(canary, 'f:spec', 'f:suspend')?.manager ?? ''
  const isCleaned = name.kind !== 'Application' && manager.startsWith('kubectl')
  return {
    id: `T11 held ${who}`,
    severity: 'warning',
    lead: isCleaned
      ? `${who} will end the suspension of ${what} at its next interval.`
      : `${who} keeps ${what}, and ends its suspension where Git says otherwise.`,
    text: `The release then goes on${isCleaned ? ': what kubectl wrote and Git does not name is taken away' : ''}. Hold ${who} as well, or suspend the Canary in Git.`,
    source: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go apply'
  }
}

/** As it is seen for the Deployment, which the same source keeps. */
function isHeld(name: ReconcilerName, { ownership }: ServiceFacts): boolean {
  return ownership.owners.some((owner) => owner.name === reconcilerText(name) && owner.reconciles === 'held')
}
