import { expect, it } from 'vitest'
import { asKubeList } from './kube-json.ts'

const expected = { apiVersion: 'apps/v1', resource: 'statefulsets', namespace: 'shop', name: '', orMetadata: true }

it('takes what an API server answers where there is nothing: metadata with null for its items', () => {
  const answer = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList', metadata: {}, items: null }
  expect(asKubeList(answer, expected)).toMatchObject({ items: [], spoiled: [] })
})

it.each([
  ['none of an object’s own kind', { apiVersion: 'apps/v1', kind: 'StatefulSetList', items: null }],
  ['none at all', { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList' }]
])('a list with %s is an error, never an empty list', (_, answer) => {
  expect(() => asKubeList(answer, expected)).toThrow('the list has no items')
})
