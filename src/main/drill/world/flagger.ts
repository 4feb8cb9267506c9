import type { Simulation } from '../clock/simulation.ts'
import { createEventRecorder } from '../controllers/event-recorder.ts'
import { keys, timeText } from '../controllers/kube-types.ts'
import type { CanaryPlan, ServicePlan } from '../scenarios/plan.ts'
import type { ApiStore, KubeObject, WriteBy } from '../store/api-store.ts'
import { serviceManifest } from './manifests.ts'

const flaggerWrite: WriteBy = { manager: 'flagger', controller: true }

/** The part of Flagger's CustomResourceDefinition that clients use (fluxcd/flagger artifacts/flagger/crd.yaml). */
function canaryDefinition(): KubeObject {
  const column = (name: string, jsonPath: string, priority = 0): object => ({
    name,
    type: 'string',
    jsonPath,
    ...(priority === 0 ? {} : { priority })
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'canaries.flagger.app' },
    spec: {
      group: 'flagger.app',
      names: { plural: 'canaries', singular: 'canary', kind: 'Canary', listKind: 'CanaryList', categories: ['all'] },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [
            column('Status', '.status.phase'),
            column('Weight', '.status.canaryWeight'),
            column('Suspended', '.spec.suspend', 1),
            column('FailedChecks', '.status.failedChecks', 1),
            column('LastTransitionTime', '.status.lastTransitionTime')
          ],
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
          }
        }
      ]
    }
  }
}

/** Creates Services, Canary and a run in progress; `shift` gives the target its share of the traffic, 0 to 1. */
export function planCanary(
  store: ApiStore,
  simulation: Simulation,
  plan: CanaryPlan,
  target: ServicePlan,
  startMs: number,
  shift: (share: number) => void
): void {
  const { namespace } = plan
  const events = createEventRecorder(store, simulation, { component: 'flagger', manager: 'flagger' }, startMs)
  const named = `${plan.target}.${namespace}`

  const install = (): void => {
    const labels = { app: plan.target }
    const port = { name: 'http', port: 80, targetPort: 'http' }
    store.create(keys.customResourceDefinitions, canaryDefinition(), { manager: 'helm', controller: true })
    store.create(
      keys.canaries,
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        metadata: { name: plan.target, namespace, labels },
        spec: {
          provider: 'istio',
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: plan.target },
          progressDeadlineSeconds: 600,
          service: { port: 80, targetPort: 'http', gateways: ['istio-system/public'] },
          analysis: {
            interval: `${plan.intervalSeconds}s`,
            threshold: plan.threshold,
            maxWeight: 50,
            stepWeight: plan.stepPercent,
            metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' }]
          }
        }
      },
      { manager: 'kubectl-client-side-apply', controller: true }
    )
    for (const [name, app] of [
      [plan.target, `${plan.target}-primary`],
      [`${plan.target}-primary`, `${plan.target}-primary`],
      [`${plan.target}-canary`, plan.target]
    ] as const)
      store.create(keys.services, serviceManifest(namespace, name, { app: name }, { app }, port), flaggerWrite)
    const canary = store.get(keys.canaries, namespace, plan.target)
    const deployment = store.get(keys.deployments, namespace, `${plan.target}-primary`)
    if (canary === undefined || deployment === undefined) return
    const owner = {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      name: plan.target,
      uid: canary.metadata.uid ?? '',
      controller: true,
      blockOwnerDeletion: true
    }
    store.update(
      keys.deployments,
      { ...deployment, metadata: { ...deployment.metadata, ownerReferences: [owner] } },
      flaggerWrite
    )
    report('Succeeded', 0, 0)
  }

  const report = (phase: 'Succeeded' | 'Progressing', failedChecks: number, canaryWeight: number): void => {
    const canary = store.get(keys.canaries, namespace, plan.target)
    if (canary === undefined) return
    const at = timeText(simulation.now())
    const message =
      phase === 'Progressing'
        ? 'New revision detected, progressing canary analysis.'
        : 'Canary analysis completed successfully, promotion finished.'
    const before = canary['status'] as
      | { readonly conditions?: readonly { readonly reason: string; readonly lastTransitionTime: string }[] }
      | undefined
    const known = before?.conditions?.[0]
    const conditions =
      known?.reason === phase
        ? before?.conditions
        : [
            {
              type: 'Promoted',
              status: phase === 'Progressing' ? 'Unknown' : 'True',
              reason: phase,
              message,
              lastUpdateTime: at,
              lastTransitionTime: at
            }
          ]
    store.update(
      keys.canaries,
      {
        ...canary,
        status: { phase, failedChecks, canaryWeight, iterations: 0, lastTransitionTime: at, conditions }
      },
      { ...flaggerWrite, subresource: 'status' }
    )
  }

  const about = (): KubeObject | undefined => store.get(keys.canaries, namespace, plan.target)
  const errorRatio = target.releases.at(-1)?.build.errorRatio ?? 0
  const success = ((1 - errorRatio) * 100).toFixed(2)

  /** Failed checks stop the advance; the run is decided only at the threshold, which is further away than the drill lasts. */
  const tick = (failed: number): void => {
    const canary = about()
    if (canary === undefined || failed >= plan.threshold) return
    report('Progressing', failed, plan.weightPercent)
    if (failed > 0)
      events.record(canary, 'Warning', 'Synced', `Halt advancement ${named} success rate ${success}% < 99%`)
    const waitMs = failed >= 2 ? plan.intervalSeconds * 4000 : plan.intervalSeconds * 1000
    simulation.after(waitMs, () => tick(failed + 1))
  }

  simulation.at(startMs + target.releases[0].atMs + 30_000, install)
  simulation.at(startMs + plan.startedAtMs + 2000, () => {
    const canary = about()
    if (canary !== undefined) {
      events.record(canary, 'Normal', 'Synced', `New revision detected! Scaling up ${named}`)
      events.record(canary, 'Normal', 'Synced', `Starting canary analysis for ${named}`)
    }
    simulation.after(40_000, () => {
      if (canary !== undefined)
        events.record(canary, 'Normal', 'Synced', `Advance ${named} canary weight ${plan.weightPercent}`)
      shift(plan.weightPercent / 100)
    })
    tick(0)
  })
}
