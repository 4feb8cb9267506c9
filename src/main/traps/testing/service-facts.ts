import type { Owner } from '../../../contract/index.ts'
import { FakeCluster } from '../../levers/deployment-rollback/testing/fake-cluster.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ServiceFacts } from '../facts.ts'

const cluster = new FakeCluster()

/** A service that nobody owns, whose revision before the present one is good. */
export const plainService: ServiceFacts = {
  ownership: { state: 'known', owners: [] },
  deployment: cluster.deployment as unknown as KubeObject,
  replicaSets: cluster.replicaSets as unknown as readonly KubeObject[],
  canaries: [],
  records: [{ replicaSet: 'checkout-3', record: 'good' }]
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
  status: { failedChecks: 3 }
}

/** The same service, released by Flagger. */
export const canaryService: ServiceFacts = {
  ...plainService,
  ownership: { state: 'known', owners: [target] },
  canaries: [canary]
}

/** One whose revision before the present one is known to be bad. */
export const badBefore: ServiceFacts = { ...plainService, records: [{ replicaSet: 'checkout-3', record: 'bad' }] }
