import { expect, test } from 'vitest'
import type { KubeObject } from '../../ports/kube.ts'
import { hybridAfterUndo, isHybridOf } from './hybrid-template.ts'

const template = (image: string, ...variables: readonly string[]) => ({
  metadata: { labels: { app: 'cart' } },
  spec: { containers: [{ name: 'cart', image, env: variables.map((name) => ({ name, value: `of ${name}` })) }] }
})
const [one, two] = [template('cart:1', 'MODE', 'OLD'), template('cart:2', 'MODE', 'NEW')]
/** As seen from the real Argo CD: the image of 2, and variables of both. */
const hybrid = template('cart:2', 'MODE', 'OLD', 'NEW')

test.each([
  ['the image of the one with the variables of both', hybrid, true],
  ['in another order', template('cart:2', 'NEW', 'OLD', 'MODE'), true],
  ['the one itself', one, false],
  ['the other itself', two, false],
  ['another release', template('cart:3', 'MODE', 'OLD'), false],
  ['a variable that neither has', template('cart:2', 'MODE', 'OLD', 'OTHER'), false],
  ['without what both have', template('cart:2', 'OLD'), false]
])('%s', (_what, asked, isOfBoth) => {
  expect(isHybridOf(asked, one, two)).toBe(isOfBoth)
  expect(isHybridOf(asked, two, one)).toBe(isOfBoth)
})

const uid = 'uid-cart'
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', uid, annotations: { 'deployment.kubernetes.io/revision': '4' } },
  spec: { selector: { matchLabels: { app: 'cart' } }, template: hybrid }
}
const replicaSet = (revision: number, of: ReturnType<typeof template>, earlier = ''): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: `cart-${revision}`,
    namespace: 'shop',
    uid: `uid-${revision}`,
    annotations: {
      'deployment.kubernetes.io/revision': String(revision),
      ...(earlier === '' ? {} : { 'deployment.kubernetes.io/revision-history': earlier })
    },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid, controller: true }]
  },
  spec: { template: { ...of, metadata: { labels: { app: 'cart', 'pod-template-hash': String(revision) } } } }
})

test('what is put back over a rollback by hand is told from what was rolled back', () => {
  const sets = [replicaSet(4, hybrid), replicaSet(3, one, '1'), replicaSet(2, two)]
  expect(hybridAfterUndo(deployment, sets)).toEqual([3, 2])
})

test('a release that has a part of each of two before it is one, where nobody went back', () => {
  expect(hybridAfterUndo(deployment, [replicaSet(4, hybrid), replicaSet(3, one), replicaSet(2, two)])).toBeNull()
})

test('a template that is longer than any is not compared', () => {
  const many = template('cart:1', ...Array.from({ length: 20_000 }, (_, index) => `V${index}`))
  expect(isHybridOf(many, many, two)).toBe(false)
})
