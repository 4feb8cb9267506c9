import { expect, test } from 'vitest'
import { compareFields, fromFieldsV1, toFieldsV1 } from './field-sets.ts'
import { SchemaSource } from './schema.ts'

const schema = new SchemaSource().of('', 'v1', 'Pod')
const changed = (before: object, after: object) => toFieldsV1(compareFields(schema, before, after).changed)

test('lists with keys are compared by key, atomic ones as a whole', () => {
  const before = { spec: { containers: [{ name: 'a', image: '1' }], tolerations: [{ key: 'x' }] } }
  const after = { spec: { containers: [{ name: 'a', image: '2' }, { name: 'b' }], tolerations: [{ key: 'y' }] } }
  expect(changed(before, after)).toEqual({
    'f:spec': {
      'f:containers': { 'k:{"name":"a"}': { 'f:image': {} }, 'k:{"name":"b"}': { '.': {}, 'f:name': {} } },
      'f:tolerations': {}
    }
  })
})

test('a new map is in the set itself, one that was there is not', () => {
  expect(changed({ metadata: {} }, { metadata: { labels: { a: '1' } } })).toEqual({
    'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } }
  })
  expect(changed({ metadata: { labels: { a: '1' } } }, { metadata: { labels: { a: '1', b: '2' } } })).toEqual({
    'f:metadata': { 'f:labels': { 'f:b': {} } }
  })
})

test('the notation reads back as it was written', () => {
  const fields = { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } }, 'f:data': {} }
  expect(toFieldsV1(fromFieldsV1(fields))).toEqual(fields)
})
