import type { KubeObject } from '../../ports/kube.ts'
import { splitsOf } from '../../providers/routes/split.ts'
import { virtualService } from '../../providers/routes/seen-routes.ts'
import type { ServiceFacts } from '../rule-facts.ts'
import { canary, canaryService } from './service-facts.ts'

const workloads = ['checkout', 'checkout-primary']

const services = workloads.map((app): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app === 'checkout' ? 'checkout-canary' : app, namespace: 'shop', uid: `service-${app}` },
  spec: { selector: { app } }
}))

const deployments = workloads.map((app): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: app, namespace: 'shop', uid: `deployment-${app}` },
  spec: { template: { metadata: { labels: { app } } } }
}))

/** A destination by its host, with its weight. */
export type Weighted = readonly [host: string, weight: number]

/** One rule of a VirtualService; `sticky` is for those who carry the canary's cookie. */
export function ruleOf(route: readonly Weighted[], sticky = false): object {
  return {
    ...(sticky ? { match: [{ headers: { Cookie: { regex: '.*flagger-cookie.*' } } }] } : {}),
    route: route.map(([host, weight]) => ({ destination: { host }, weight }))
  }
}

/** The service on trial by Flagger, with these rules of its VirtualService `checkout`. */
export function onTrialWith(...http: readonly object[]): ServiceFacts {
  const route: KubeObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'checkout', namespace: 'shop', uid: 'vs' },
    spec: { hosts: ['checkout'], http }
  }
  const seen = { routes: [virtualService(route)], destinationRules: [], services, deployments, unread: [] }
  return {
    ...canaryService,
    canaries: [{ ...canary, status: { phase: 'Progressing', failedChecks: 3 } }],
    splits: splitsOf(seen, 'shop', 'checkout')
  }
}
