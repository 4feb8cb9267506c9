import { describe, expect, test } from 'vitest'
import { redactDeep } from '../../lib/redact.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { jsonPatched } from '../../testing/json-patch.ts'
import { configCommand, configData, configDataStep } from './index.ts'

/** A credential in a place where none belongs. */
const secret = 'qT7-hunter2-Zz!'

const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cart-config', namespace: 'shop', uid: 'u', resourceVersion: '7' },
  data: { DSN: secret, TIMEOUT: '3', EXTRA: 'yes' }
}
const place = { identity: 'cluster', context: 'prod' }
const changes = [
  { key: 'DSN', from: secret, to: 'postgres://cart:other-hunter3@db/cart' },
  { key: 'EXTRA', from: 'yes', to: null },
  { key: 'NEW', from: null, to: '<a> & b' },
  { key: 'TIMEOUT', from: '3', to: '2000' }
]
const step = configDataStep(place, { id: 'config', title: 'Put back', object, changes, isApplied: true })
const request = step.sends.kind === 'fixed' ? step.sends.request : null
if (!request) throw new Error('is known when it is planned')
const mutation = { target: step.target, facts: step.facts, request, command: step.command }
const after: KubeObject = { ...object, data: { DSN: changes[0]?.to, TIMEOUT: '2000', NEW: '<a> & b' } }
const seen = (data: object) => ({ object: { ...object, data }, facts: null })

describe('what is sent', () => {
  test('writes the named values, and no others', () => {
    expect(jsonPatched(object, request.body ?? '')).toEqual(after)
  })

  test.each([
    ['a value', { ...object, data: { ...(object['data'] as object), TIMEOUT: '4' } }],
    ['a key that was not there', { ...object, data: { ...(object['data'] as object), NEW: 'x' } }],
    ['the object', { ...object, metadata: { ...object.metadata, uid: 'another' } }]
  ])('is refused as a whole where somebody changed %s', (_, changed) => {
    expect(jsonPatched(changed, request.body ?? '')).toBeNull()
  })

  test('makes the map of a ConfigMap without values', () => {
    const { data: _, ...empty } = object
    const [added] = [{ key: 'TIMEOUT', from: null, to: '2000' }]
    const { sends } = configDataStep(place, { id: 'c', title: '', object: empty, changes: [added], isApplied: true })
    const body = sends.kind === 'fixed' ? (sends.request.body ?? '') : ''
    expect(jsonPatched(empty, body)).toEqual({ ...empty, data: { TIMEOUT: '2000' } })
    // Who made the map meanwhile does not lose it.
    expect(jsonPatched({ ...empty, data: { OTHER: '1' } }, body)).toBeNull()
  })
})

describe('what is recorded', () => {
  const before = { resourceVersion: '7', data: object['data'] }
  const recorded = redactDeep({ ...mutation, before }) as typeof mutation & { readonly before: unknown }

  test('has no value that may be a credential', () => {
    expect(JSON.stringify(recorded)).not.toMatch(/hunter/)
  })

  test('settles a doubt all the same', () => {
    expect(configData.conclude(recorded, { object: after, facts: null }).kind).toBe('applied')
    expect(configData.conclude(recorded, { object, facts: null }).kind).toBe('asBefore')
    expect(configData.conclude(recorded, seen({ TIMEOUT: '5' })).kind).toBe('overtaken')
    expect(configData.conclude(recorded, { object: null, facts: null }).kind).toBe('gone')
    const replaced = { ...after, metadata: { ...after.metadata, uid: 'another' } }
    expect(configData.conclude(recorded, { object: replaced, facts: null }).kind).toBe('gone')
  })

  test('does not say how it was; then nothing is guessed', () => {
    expect(configData.undo(recorded, recorded.before)).toEqual({
      none: expect.stringContaining('left out') as string
    })
  })
})

test('the way back brings every value back', () => {
  const back = configData.undo(mutation, { data: object['data'] })
  if ('none' in back || back.sends.kind !== 'fixed') return expect.fail('there is a way back')
  expect(jsonPatched(after, back.sends.request.body ?? '')).toEqual(object)
  expect(configData.conclude({ ...mutation, facts: back.facts }, { object, facts: null }).kind).toBe('applied')
})

describe('the command', () => {
  const line = (given: typeof changes, isApplied: boolean) => configCommand(step.target, 'prod', given, isApplied)

  test('is what a person types, where nothing in it may be a credential', () => {
    expect(line(changes.slice(3), true)).toBe(
      `kubectl --context prod -n shop patch configmaps cart-config --type=merge -p '{"data":{"TIMEOUT":"2000"}}'`
    )
  })

  test('names no value otherwise', () => {
    expect(line(changes, true)).toBe(
      'kubectl --context prod -n shop apply view-last-applied configmaps cart-config -o json | kubectl --context prod -n shop apply -f -'
    )
    expect(line(changes, false)).toBe('kubectl --context prod -n shop edit configmaps cart-config')
  })
})
