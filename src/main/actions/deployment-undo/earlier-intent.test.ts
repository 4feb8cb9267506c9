import { expect, it } from 'vitest'
import { earlierIntent } from './earlier-intent.ts'

const facts = {
  ref: { namespace: 'shop', name: 'checkout' },
  context: 'prod',
  fromRevision: 4,
  toRevision: 2,
  toReplicaSet: 'checkout-2',
  toTemplate: 'a'.repeat(64),
  fromTemplate: 'b'.repeat(64)
}
const path = '/apis/apps/v1/namespaces/shop/deployments/checkout'
const request = { method: 'PATCH', path, query: {}, contentType: 'application/json-patch+json', body: '[]' } as const

/** As the first version wrote it. */
const body = {
  action: 'deploymentRollback/1',
  identity: 'cluster',
  command: 'kubectl rollout undo deployment/checkout --to-revision=2',
  request,
  target: { ...facts, uid: 'u' }
}

it('reads an intent of the first version back, as what is settled now', () => {
  expect(earlierIntent(body)).toEqual({
    target: {
      api: 'kubernetes',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      cluster: 'cluster',
      namespace: 'shop',
      name: 'checkout',
      uid: 'u'
    },
    facts,
    request,
    command: body.command
  })
})

it.each([
  ['of another version', { ...body, action: 'deploymentRollback/2' }],
  ['of an action of now', { ...body, action: 'deployment-undo/1' }],
  ['whose target is an object of a cluster', { ...body, target: { api: 'kubernetes', name: 'checkout', uid: 'u' } }],
  ['that sent something else', { ...body, request: { ...request, method: 'POST' } }],
  ['without a name', { ...body, action: undefined }]
])('reads none %s', (_, other) => expect(earlierIntent(other)).toBeNull())
