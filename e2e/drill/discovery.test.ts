import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send } from './client.ts'
import type { ClientAnswer } from './client.ts'
import { openStage } from '../../src/main/drill/api/testing/stage.ts'
import type { Stage } from '../../src/main/drill/api/testing/stage.ts'

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** Every kind that the drill promises, by group and version. */
const SERVED: Readonly<Record<string, readonly string[]>> = {
  v1: ['ConfigMap', 'Endpoints', 'Event', 'Namespace', 'Node', 'Pod', 'Secret', 'Service'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'authentication.k8s.io/v1': ['SelfSubjectReview'],
  'authorization.k8s.io/v1': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'coordination.k8s.io/v1': ['Lease'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'events.k8s.io/v1': ['Event']
}

interface Aggregated {
  readonly items: readonly {
    readonly metadata: { readonly name?: string }
    readonly versions: readonly {
      readonly version: string
      readonly freshness: string
      readonly resources: readonly { readonly responseKind: { readonly kind: string } }[]
    }[]
  }[]
}

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly verbs: readonly string[] }[]
}

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ startMs: Date.parse('2026-03-01T10:00:00Z'), speed: 1 })
})
afterAll(() => stage.close())

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<ClientAnswer> =>
  send(stage, { path, headers })
const pathOf = (version: string): string => (version === 'v1' ? '/api/v1' : `/apis/${version}`)

describe('plain', () => {
  test.each(Object.entries(SERVED))('%s', async (version, kinds) => {
    const { resources } = (await get(pathOf(version))).json<ResourceList>()
    const own = resources.filter(({ name }) => !name.includes('/'))
    expect(own.map(({ kind }) => kind).toSorted()).toEqual(kinds)
    expect(own.every(({ verbs }) => verbs.includes('create'))).toBe(true)
  })

  test('names exactly these groups', async () => {
    const { groups } = (await get('/apis')).json<{ groups: { preferredVersion: { groupVersion: string } }[] }>()
    const named = groups.map(({ preferredVersion }) => preferredVersion.groupVersion)
    expect(['v1', ...named].toSorted()).toEqual(Object.keys(SERVED).toSorted())
    expect((await get('/api')).json()).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    expect((await get('/apis/apps')).json()).toMatchObject({ kind: 'APIGroup', name: 'apps' })
    expect((await get('/apis/batch/v1')).status).toBe(404)
  })
})

describe('aggregated', () => {
  test('the same kinds in two requests', async () => {
    const found: Record<string, readonly string[]> = {}
    for (const path of ['/api', '/apis']) {
      const answer = await get(path, { accept: AGGREGATED })
      expect(answer.headers['content-type']).toBe(AGGREGATED)
      for (const { metadata, versions } of answer.json<Aggregated>().items) {
        for (const { version, resources, freshness } of versions) {
          const name = metadata.name === undefined ? version : `${metadata.name}/${version}`
          found[name] = resources.map(({ responseKind }) => responseKind.kind).toSorted()
          expect(freshness).toBe('Current')
        }
      }
    }
    expect(found).toEqual(SERVED)
  })

  test('an ETag that answers 304 until a kind comes along', async () => {
    const first = await get('/apis', { accept: AGGREGATED })
    const etag = String(first.headers['etag'])
    const known = { accept: AGGREGATED, 'if-none-match': etag }
    const again = await get('/apis', known)
    expect(again).toMatchObject({ status: 304, body: '' })
    expect(again.headers).not.toHaveProperty('content-type')
    const definition = {
      metadata: { name: 'canaries.flagger.app' },
      spec: {
        group: 'flagger.app',
        scope: 'Namespaced',
        names: { plural: 'canaries', singular: 'canary', kind: 'Canary', listKind: 'CanaryList' },
        versions: [{ name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }]
      }
    }
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
    expect((await send(stage, { method: 'POST', path, body: definition })).status).toBe(201)
    const changed = await get('/apis', known)
    expect(changed.status).toBe(200)
    expect(changed.headers['etag']).not.toBe(etag)
    expect(changed.body).toContain('"flagger.app"')
  })
})

describe('OpenAPI', () => {
  test('the index names a document for each group, by its hash', async () => {
    const { paths } = (await get('/openapi/v3')).json<{ paths: Record<string, { serverRelativeURL: string }> }>()
    const documented = Object.keys(SERVED).map((version) => pathOf(version).slice(1))
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(documented))
    const url = paths['apis/apps/v1']?.serverRelativeURL ?? ''
    const document = await get(url)
    expect(document.headers['cache-control']).toContain('immutable')
    expect(document.json()).toMatchObject({ openapi: '3.0.0' })
    const known = { 'if-none-match': String(document.headers['etag']) }
    expect((await get(url, known)).status).toBe(304)
    expect((await get('/openapi/v3/apis/batch/v1')).status).toBe(404)
  })
})

test('health, with every check by name', async () => {
  for (const path of ['/healthz', '/livez', '/readyz']) {
    expect((await get(path)).body).toBe('ok')
    expect((await get(`${path}?verbose`)).body).toMatch(
      new RegExp(`^\\[\\+\\]ping ok\\n(\\[\\+\\].* ok\\n)+${path.slice(1)} check passed\\n$`)
    )
  }
  expect((await get('/version')).json()).toMatchObject({ gitVersion: 'v1.36.3' })
})
