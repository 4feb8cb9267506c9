import type { Owner } from '../../../contract/index.ts'
import type { StateRule } from '../facts.ts'

const sources: Readonly<Record<Owner['system'], string>> = {
  'Argo CD': 'argoproj/argo-cd controller/appcontroller.go autoSync, util/argo/resource_tracking.go',
  Flux: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go apply',
  Helm: 'helm/helm pkg/action/upgrade.go (three-way merge)',
  Flagger: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary',
  controller: 'kubernetes/apimachinery pkg/apis/meta/v1/controller_ref.go GetControllerOf'
}

/** When a tool reverts a manual change where the owner's own words do not say. */
const reverts: Readonly<Record<Owner['system'], string>> = {
  'Argo CD': 'With self-heal within seconds, otherwise with the next sync.',
  Flux: 'At its next reconciliation.',
  Helm: 'At the next helm upgrade.',
  Flagger: 'At its next check.',
  controller: 'At its next reconciliation.'
}

/** Who puts a manual change back, and when. */
export const isPutBack: StateRule = ({ ownership }) =>
  ownership.owners
    .filter(({ role }) => role === 'gitops' || role === 'controller')
    .map((owner) => ({
      id: `T11 ${owner.system} ${owner.name}`,
      severity: 'warning',
      lead: `${owner.name} will put the change back.`,
      text: `${owner.effect || reverts[owner.system]} Revert at its source as well.`,
      source: sources[owner.system]
    }))
