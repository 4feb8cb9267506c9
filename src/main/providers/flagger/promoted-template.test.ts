import { expect, test } from 'vitest'
import type { KubeObject } from '../../ports/kube.ts'
import { comparableTemplate, promotedTemplate } from './promoted-template.ts'

function workload(name: string, template: Readonly<Record<string, unknown>>): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', uid: `uid-${name}` },
    spec: { selector: { matchLabels: { app: name } }, template }
  }
}

/** A template with everything that Flagger changes when it copies one; `of` is the name in it. */
function template(of: string, config: string, annotations: Readonly<Record<string, string>>) {
  return {
    metadata: { labels: { app: of, tier: 'front' }, annotations },
    spec: {
      topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: of } } }],
      containers: [
        {
          name: 'app',
          image: 'cart:2',
          env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: config, key: 'a' } } }],
          envFrom: [{ secretRef: { name: `secret-${config}` } }]
        }
      ],
      volumes: [
        { name: 'one', secret: { secretName: config } },
        { name: 'all', projected: { sources: [{ configMap: { name: config } }, { secret: { name: config } }] } }
      ]
    }
  }
}

const target = workload('cart', {
  ...template('cart', 'settings', { note: 'x', 'kustomize.toolkit.fluxcd.io/checksum': '1' })
})
const primary = workload(
  'cart-primary',
  template('cart-primary', 'settings-primary', { note: 'x', 'flagger-id': 'b-1' })
)

function templateOf(object: KubeObject) {
  return (object['spec'] as { readonly template: Readonly<Record<string, unknown>> }).template
}

test('the primary’s template is the one that it was made of', () => {
  const own = templateOf(target)
  expect(promotedTemplate(primary, target, own)).toEqual(comparableTemplate(own))
})

test('a ReplicaSet’s hash is not a difference', () => {
  const { metadata, ...rest } = template('cart', 'settings', { note: 'x' })
  const hashed = { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, 'pod-template-hash': '7f' } } }
  expect(comparableTemplate(hashed)).toEqual(promotedTemplate(primary, target, hashed))
})

test.each([
  ['image', 'cart:2', 'cart:3'],
  ['configuration', '"settings"', '"settings-2"']
])('another %s is', (_, from, to) => {
  const other = JSON.parse(JSON.stringify(templateOf(target)).replaceAll(from, to)) as Readonly<Record<string, unknown>>
  expect(comparableTemplate(other)).not.toEqual(promotedTemplate(primary, target, other))
})

test('a configuration that is called like a copy, and is none, stays itself', () => {
  const own = template('cart', 'settings-primary', { note: 'x' })
  expect(promotedTemplate(primary, target, own)).toEqual(comparableTemplate(own))
})

test('the label of another workload is not taken for the target’s', () => {
  const odd = workload('cart-primary', {
    ...template('cart-primary', 'settings-primary', { note: 'x' }),
    metadata: { labels: { app: 'elsewhere', tier: 'front' }, annotations: { note: 'x' } }
  })
  const own = templateOf(target)
  expect(promotedTemplate(odd, target, own)).not.toEqual(comparableTemplate(own))
})
