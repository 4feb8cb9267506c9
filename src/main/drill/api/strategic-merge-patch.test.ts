import { describe, expect, test } from 'vitest'
import { SchemaSource } from '../store/schema.ts'
import { applyStrategicMergePatch } from './strategic-merge-patch.ts'

const schema = new SchemaSource().of('apps', 'v1', 'Deployment')
const pod = (spec: object): object => ({ spec: { template: { spec } } })
const apply = (before: object, patch: object): unknown =>
  (applyStrategicMergePatch(schema, pod(before), pod(patch) as never) as { spec: { template: { spec: unknown } } }).spec
    .template.spec

describe('strategic merge patch', () => {
  const web = { name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] }
  const proxy = { name: 'proxy', image: 'proxy:1' }

  test('merges lists by their key', () => {
    expect(apply({ containers: [web, proxy] }, { containers: [{ name: 'web', image: 'web:2' }] })).toEqual({
      containers: [{ ...web, image: 'web:2' }, proxy]
    })
    const env = { containers: [{ name: 'web', env: [{ name: 'B', value: '2' }] }] }
    expect(apply({ containers: [web] }, env)).toMatchObject({
      containers: [{ env: [{ name: 'A' }, { name: 'B', value: '2' }] }]
    })
  })

  test('deletes and replaces by directive', () => {
    const gone = { containers: [{ name: 'proxy', $patch: 'delete' }] }
    expect(apply({ containers: [web, proxy] }, gone)).toEqual({ containers: [web] })
    const all = { containers: [{ $patch: 'replace' }, { name: 'new', image: 'new:1' }] }
    expect(apply({ containers: [web, proxy] }, all)).toEqual({ containers: [{ name: 'new', image: 'new:1' }] })
    expect(
      apply({ securityContext: { runAsUser: 1 } }, { securityContext: { $patch: 'replace', runAsGroup: 2 } })
    ).toEqual({
      securityContext: { runAsGroup: 2 }
    })
  })

  test('keeps the order that is asked for', () => {
    const order = {
      '$setElementOrder/containers': [{ name: 'proxy' }, { name: 'web' }],
      containers: [{ name: 'web', image: 'x' }]
    }
    expect(apply({ containers: [web, proxy] }, order)).toMatchObject({
      containers: [{ name: 'proxy' }, { name: 'web' }]
    })
  })

  test('retains only the keys that are named', () => {
    const before = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } }
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }
    expect(applyStrategicMergePatch(schema, before, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } })
  })

  test('replaces lists without a merge strategy and removes by null', () => {
    expect(
      apply({ tolerations: [{ key: 'a' }], hostname: 'x' }, { tolerations: [{ key: 'b' }], hostname: null })
    ).toEqual({
      tolerations: [{ key: 'b' }]
    })
  })

  test('deletes from lists of scalars', () => {
    const before = { metadata: { finalizers: ['a', 'b'] } }
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] } }
    expect(applyStrategicMergePatch(schema, before, patch)).toEqual({ metadata: { finalizers: ['b', 'c'] } })
  })

  test('refuses an item without its key', () => {
    expect(() => apply({ containers: [web] }, { containers: [{ image: 'x' }] })).toThrow(
      'does not contain declared merge key: name'
    )
  })
})
