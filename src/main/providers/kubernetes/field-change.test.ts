import { expect, test } from 'vitest'
import { fieldPatchBody, hasFields, mergePatchOf, reversed, strangeFields } from './field-change.ts'

const suspend = [{ path: ['spec', 'suspend'], from: null, to: true }]
const object = (spec: object) => ({ metadata: { uid: 'u' }, spec })

test('a field that is null is as one that is not there', () => {
  expect(hasFields(object({}), suspend, 'from')).toBe(true)
  expect(hasFields(object({ suspend: null }), suspend, 'from')).toBe(true)
  expect(hasFields(object({ suspend: false }), suspend, 'from')).toBe(false)
  expect(hasFields(object({ suspend: true }), suspend, 'to')).toBe(true)
})

test('values are compared whole, whatever the order of their keys', () => {
  const changes = [{ path: ['spec', 'automated'], from: { prune: true, selfHeal: true }, to: null }]
  expect(hasFields(object({ automated: { selfHeal: true, prune: true } }), changes, 'from')).toBe(true)
  expect(hasFields(object({ automated: { selfHeal: true } }), changes, 'from')).toBe(false)
})

test('what is neither is named', () => {
  expect(strangeFields(object({ suspend: 'maybe' }), suspend)).toEqual(['/spec/suspend'])
  expect(strangeFields(object({}), suspend)).toEqual([])
})

test('a patch tests the object and what was there, and writes nothing else', () => {
  expect(JSON.parse(fieldPatchBody('u', suspend))).toEqual([
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'add', path: '/spec/suspend', value: true }
  ])
  expect(JSON.parse(fieldPatchBody('u', reversed(suspend)))).toEqual([
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'test', path: '/spec/suspend', value: true },
    { op: 'remove', path: '/spec/suspend' }
  ])
})

test('keys with slashes are one segment of a pointer', () => {
  const changes = [{ path: ['metadata', 'annotations', 'a.b/c~d'], from: 'x', to: 'y' }]
  expect(fieldPatchBody('u', changes)).toContain('/metadata/annotations/a.b~1c~0d')
})

test('a person would type it as a merge patch', () => {
  const changes = [
    { path: ['spec', 'analysis', 'threshold'], from: 5, to: 0 },
    { path: ['spec', 'analysis', 'interval'], from: '1m', to: '10s' },
    { path: ['spec', 'skipAnalysis'], from: true, to: null }
  ]
  expect(mergePatchOf(changes)).toBe('{"spec":{"analysis":{"threshold":0,"interval":"10s"},"skipAnalysis":null}}')
})
