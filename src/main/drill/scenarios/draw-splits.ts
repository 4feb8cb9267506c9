import { keys } from '../controllers/kube-types.ts'
import { drawFor } from '../world/random.ts'
import { failingTrial } from './draw-builds.ts'
import { drawService, hour, minute } from './draw-services.ts'
import type { ObjectChange, ScenarioId, ServicePlan } from './plan.ts'
import type { Story } from './story.ts'
import { noStory } from './story.ts'

function to(host: string, weight: number): object {
  return { destination: { host }, weight }
}

function routes(atMs: number, namespace: string, name: string, spec: object): ObjectChange {
  return {
    atMs,
    key: keys.virtualServices,
    namespace,
    name,
    does: 'create',
    manager: 'kubectl-client-side-apply',
    body: { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService', metadata: { name, namespace }, spec }
  }
}

/** Scenarios in which people split traffic by hand, between Deployments that each have a Service; undefined for others. */
export function drawSplit(id: ScenarioId, seed: number, focus: ServicePlan): Story | undefined {
  if (id !== 'three-destinations' && id !== 'delegated-routes') return undefined
  const draw = drawFor(seed, 'split')
  const { name, namespace } = focus
  const registry = focus.releases[0].image.slice(0, focus.releases[0].image.lastIndexOf('/'))
  const shiftedMs = -draw.int(6, 11) * minute
  const sibling = (suffix: string, isBad: boolean, releasedMs: number): ServicePlan => ({
    ...drawService(seed, {
      name: `${name}-${suffix}`,
      namespace,
      registry,
      releaseAtMs: [releasedMs],
      newest: isBad ? [failingTrial] : []
    }),
    requestsPerSecond: 0,
    servicePort: 80,
    replicas: focus.replicas
  })
  const next = sibling('next', true, shiftedMs - 20 * minute)
  const share = draw.pick([30, 40])
  const began = focus.releases[0].atMs + minute
  const base = { ...noStory, systems: ['istio'] as const, incidentAtMs: shiftedMs }
  if (id === 'three-destinations') {
    const old = sibling('old', false, -draw.int(30, 60) * hour)
    const http = (canary: number): object => ({
      hosts: [name],
      gateways: ['istio-system/public'],
      // The new one comes first, as it does where people put in front what they work on.
      http: [{ route: [to(next.name, canary), to(name, 90 - canary), to(old.name, 10)] }]
    })
    return {
      ...base,
      others: [next, old],
      changes: [
        routes(began, namespace, name, http(0)),
        { ...routes(shiftedMs, namespace, name, {}), does: 'merge', body: { spec: http(share) } }
      ]
    }
  }
  const root = { hosts: [`${name}.${namespace}.svc.cluster.local`], gateways: ['istio-system/public'] }
  const split = (canary: number): object => ({ http: [{ route: [to(name, 100 - canary), to(next.name, canary)] }] })
  return {
    ...base,
    others: [next],
    changes: [
      routes(began, 'istio-system', 'edge', { ...root, http: [{ delegate: { name, namespace } }] }),
      routes(began, namespace, name, split(0)),
      { ...routes(shiftedMs, namespace, name, {}), does: 'merge', body: { spec: split(share) } }
    ]
  }
}
