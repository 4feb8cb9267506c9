import type { Owner } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { SeenScaler } from '../../providers/kubernetes/scaling/seen-scalers.ts'
import type { ServiceFacts } from '../rule-facts.ts'

const revisionKey = 'deployment.kubernetes.io/revision'

function template(revision: number) {
  return {
    metadata: { labels: { app: 'checkout' } },
    spec: { containers: [{ name: 'checkout', image: `shop/checkout:${revision}` }] }
  }
}

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'checkout', namespace: 'shop', uid: 'uid-deployment', annotations: { [revisionKey]: '4' } },
  spec: { replicas: 2, selector: { matchLabels: { app: 'checkout' } }, template: template(4) }
}

const replicaSets = [1, 2, 3, 4].map((revision): KubeObject => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'uid-deployment', controller: true }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `checkout-${revision}`,
      namespace: 'shop',
      uid: `uid-${revision}`,
      creationTimestamp: `2026-03-01T0${revision}:00:00Z`,
      annotations: { [revisionKey]: String(revision) },
      ownerReferences: [owner]
    },
    spec: { template: template(revision) }
  }
})

/** What sets the number of its pods, where that is handed to a test. */
export const hpa: SeenScaler = {
  kind: 'HorizontalPodAutoscaler',
  system: 'Kubernetes',
  name: 'checkout',
  title: 'HorizontalPodAutoscaler shop/checkout',
  workload: 'checkout',
  min: 2,
  max: 10,
  state: 'scales',
  why: '',
  paused: null
}

/** A service that nobody owns, whose revision before the present one is good. */
export const plainService: ServiceFacts = {
  ownership: { state: 'known', owners: [] },
  deployment,
  replicaSets,
  canaries: [],
  rollouts: [],
  context: 'prod',
  splits: [],
  isCurrent: true,
  isMeshAway: false,
  waiting: '',
  standings: [{ replicaSet: 'checkout-3', standing: 'good' }]
}

export const target: Owner = {
  system: 'Flagger',
  name: 'Canary shop/checkout',
  effect: '',
  role: 'target',
  evidence: '',
  source: ''
}

export const canary: KubeObject = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'checkout', namespace: 'shop', uid: 'c' },
  spec: { targetRef: { kind: 'Deployment', name: 'checkout' }, analysis: { threshold: 5, interval: '1m' } },
  status: { phase: 'Progressing', failedChecks: 3 }
}

/** The same service, released by Flagger. */
export const canaryService: ServiceFacts = {
  ...plainService,
  ownership: { state: 'known', owners: [target] },
  canaries: [canary]
}

/** One whose revision before the present one is known to be bad. */
export const badBefore: ServiceFacts = { ...plainService, standings: [{ replicaSet: 'checkout-3', standing: 'bad' }] }

/** A service that a release or what is in Git keeps. */
export const gitOwned = (system: string, name: string): ServiceFacts => ({
  ...plainService,
  ownership: { state: 'known', owners: [{ ...target, system, name, role: 'gitops', source: 'a/b c' }] }
})

const readyPod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, labels: { app: 'checkout' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }] }
})

/** A service whose two pods serve. */
export const servingService: ServiceFacts = {
  ...plainService,
  pods: [readyPod('checkout-4-a'), readyPod('checkout-4-b')]
}
