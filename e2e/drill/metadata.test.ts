import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'
import { canaryDefinition } from './canary-definition.ts'
import { send } from './client.ts'
import type { ClientAnswer } from './client.ts'

const MAPS = '/api/v1/namespaces/shop/configmaps'
const DEPLOYMENT = '/apis/apps/v1/namespaces/shop/deployments/checkout'
const CANARY = '/apis/flagger.app/v1beta1/namespaces/shop/canaries/checkout'
const OTHER_UID = '00000000-0000-4000-8000-000000000000'

interface Meta {
  readonly uid: string
  readonly resourceVersion: string
  readonly [field: string]: unknown
}

interface Failure {
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly details: { readonly causes?: readonly object[] }
}

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
  const labels = { app: 'checkout' }
  const containers = [{ name: 'app', image: 'registry.example/checkout:1.0.0' }]
  const spec = {
    replicas: 0,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } }
  }
  const objects = [
    ['/api/v1/namespaces', { metadata: { name: 'shop' } }],
    [MAPS, { metadata: { name: 'a' }, data: { key: 'value' } }],
    ['/apis/apps/v1/namespaces/shop/deployments', { metadata: { name: 'checkout' }, spec }],
    ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', canaryDefinition],
    ['/apis/flagger.app/v1beta1/namespaces/shop/canaries', { metadata: { name: 'checkout' }, spec: {} }]
  ] as const
  for (const [path, body] of objects) {
    const answer = await send(stage, { method: 'POST', path, body })
    expect(answer.status, answer.body).toBe(201)
  }
})
afterAll(() => stage.close())

const merge = (path: string, metadata: object): Promise<ClientAnswer> => {
  const headers = { 'content-type': 'application/merge-patch+json' }
  return send(stage, { method: 'PATCH', path, headers, body: { metadata } })
}
const metadataOf = async (path: string): Promise<Meta> =>
  (await send(stage, { path })).json<{ readonly metadata: Meta }>().metadata

describe('a write may not change', () => {
  test.each([
    ['deletionTimestamp', '2026-03-01T11:00:00+01:00', '"2026-03-01T10:00:00Z"'],
    ['deletionGracePeriodSeconds', 30, '30'],
    ['uid', OTHER_UID, `"${OTHER_UID}"`]
  ])('%s', async (field, value, shown) => {
    const before = await metadataOf(DEPLOYMENT)
    const answer = await merge(DEPLOYMENT, { [field]: value })
    const cause = {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${shown}: field is immutable`,
      field: `metadata.${field}`
    }
    expect(answer.json<Failure>()).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: `Deployment.apps "checkout" is invalid: metadata.${field}: ${cause.message}`,
      details: { name: 'checkout', group: 'apps', kind: 'Deployment', causes: [cause, cause] }
    })
    expect((await merge(`${DEPLOYMENT}/status`, { [field]: value })).status).toBe(422)
    expect(await metadataOf(DEPLOYMENT)).toEqual(before)
  })

  test('the finalizers of what is being deleted, except to take them away', async () => {
    const path = `${MAPS}/held`
    const body = { metadata: { name: 'held', finalizers: ['example.com/one'] } }
    expect((await send(stage, { method: 'POST', path: MAPS, body })).status).toBe(201)
    expect((await send(stage, { method: 'DELETE', path })).status).toBe(200)
    const answer = await merge(path, { finalizers: ['example.com/one', 'example.com/three', 'example.com/2'] })
    expect(answer.json<Failure>().message).toBe(
      'ConfigMap "held" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/2", "example.com/three"}'
    )
    expect((await merge(path, { deletionTimestamp: null, labels: { still: 'here' } })).status).toBe(200)
    expect(await metadataOf(path)).toHaveProperty('deletionTimestamp')
    expect((await merge(path, { finalizers: null })).status).toBe(200)
    expect((await send(stage, { path })).status).toBe(404)
  })
})

describe('a write leaves as it was', () => {
  test.each([
    ['creationTimestamp', '2020-01-01T00:00:00Z'],
    ['generation', 99],
    ['selfLink', '/elsewhere']
  ])('%s', async (field, value) => {
    for (const path of [`${MAPS}/a`, DEPLOYMENT]) {
      const before = await metadataOf(path)
      expect((await merge(path, { [field]: value })).status).toBe(200)
      expect(await metadataOf(path)).toEqual(before)
    }
  })

  test('everything but the status, when it is the status of a custom resource', async () => {
    const before = await metadataOf(CANARY)
    const metadata = { uid: OTHER_UID, deletionTimestamp: '2026-03-01T10:00:00Z', annotations: { lost: 'yes' } }
    expect((await merge(`${CANARY}/status`, metadata)).status).toBe(200)
    expect(await metadataOf(CANARY)).toEqual(before)
  })
})

describe('a PUT that names another uid', () => {
  const put = async (path: string, uid: string): Promise<ClientAnswer> => {
    const { metadata, ...object } = (await send(stage, { path })).json<{ readonly metadata: Meta }>()
    const { resourceVersion: _version, ...rest } = metadata
    return send(stage, { method: 'PUT', path, body: { ...object, metadata: { ...rest, uid } } })
  }

  test.each([
    [DEPLOYMENT, 'deployments.apps "checkout"', 'deployments/shop/checkout'],
    [`${DEPLOYMENT}/scale`, 'deployments.apps "checkout"', 'deployments/shop/checkout'],
    [CANARY, 'canaries.flagger.app "checkout"', 'flagger.app/canaries/shop/checkout'],
    ['/api/v1/nodes/node-0', 'nodes "node-0"', 'minions/node-0']
  ])('%s', async (path, qualified, key) => {
    const { uid } = await metadataOf(path)
    const { code, reason, message } = (await put(path, OTHER_UID)).json<Failure>()
    expect({ code, reason, message }).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${qualified}: StorageError: invalid object, Code: 4, Key: /registry/${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${OTHER_UID}, UID in object meta: ${uid}`
    })
  })

  test('is taken when it names the right one, or none', async () => {
    expect((await put(DEPLOYMENT, (await metadataOf(DEPLOYMENT)).uid)).status).toBe(200)
    expect((await put(DEPLOYMENT, '')).status).toBe(200)
  })
})

test('a new object is not born dying', async () => {
  const metadata = {
    name: 'new',
    deletionTimestamp: '2026-03-01T10:00:00Z',
    deletionGracePeriodSeconds: 5,
    selfLink: '/x'
  }
  expect((await send(stage, { method: 'POST', path: MAPS, body: { metadata } })).status).toBe(201)
  const stored = await metadataOf(`${MAPS}/new`)
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'])
    expect(stored).not.toHaveProperty(field)
})
