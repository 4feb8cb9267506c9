import argoCd from '../../../../resources/drills/crds/argo-cd.json' with { type: 'json' }
import argoRollouts from '../../../../resources/drills/crds/argo-rollouts.json' with { type: 'json' }
import flagger from '../../../../resources/drills/crds/flagger.json' with { type: 'json' }
import flux from '../../../../resources/drills/crds/flux.json' with { type: 'json' }
import gatewayApi from '../../../../resources/drills/crds/gateway-api.json' with { type: 'json' }
import istio from '../../../../resources/drills/crds/istio.json' with { type: 'json' }
import keda from '../../../../resources/drills/crds/keda.json' with { type: 'json' }
import { keys } from '../controllers/kube-types.ts'
import type { ApiStore, KubeObject } from '../store/api-store.ts'

/**
 * CustomResourceDefinitions by the system that installs them, without their schemas: names, versions with the stored one
 * first, subresources and printer columns (fluxcd/flagger artifacts/flagger/crd.yaml, istio/api
 * kubernetes/customresourcedefinitions.gen.yaml, kubernetes-sigs/gateway-api, argoproj/argo-cd and argoproj/argo-rollouts
 * manifests/crds, fluxcd/source-controller, kustomize-controller, helm-controller and kedacore/keda
 * config/crd/bases).
 */
const definitions = {
  flagger,
  istio,
  'gateway-api': gatewayApi,
  'argo-cd': argoCd,
  'argo-rollouts': argoRollouts,
  flux,
  keda
} as const satisfies Readonly<Record<string, readonly KubeObject[]>>

/** A system that brings kinds of its own. */
export type System = keyof typeof definitions

/** Every system that the drill knows. */
export const systems = Object.keys(definitions) as readonly System[]

/** Serves the kinds of a system, as its installation does. */
export function install(store: ApiStore, system: System): void {
  for (const definition of definitions[system])
    store.create(keys.customResourceDefinitions, definition, { manager: 'helm', controller: true })
}
