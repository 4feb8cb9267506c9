import { describe, expect, test } from 'vitest'
import type { Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { fieldAction, fieldFacts, fieldStep, type FieldFacts } from './field-action.ts'
import { objectTarget } from './target-path.ts'

const resource = { group: 'example.org', version: 'v1', resource: 'switches' }
const place = { identity: 'i', environment: { name: 'prod' }, user: 'me' } as ReadPlace
const facts: FieldFacts = {
  kind: 'Switch',
  context: 'prod',
  changes: [{ path: ['spec', 'suspend'], from: null, to: true }]
}

const action = fieldAction({ id: 'switch', version: 1, facts: fieldFacts })

function lamp(spec: object, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'example.org/v1',
    kind: 'Switch',
    metadata: { name: 'lamp', namespace: 'shop', uid: 'u', resourceVersion: '7', ...metadata },
    spec
  }
}

const target = objectTarget(place, resource, lamp({}))
const step = fieldStep({ id: 's', action: 'switch', title: 'Suspend', target, facts })
const request = step.sends.kind === 'fixed' ? step.sends.request : expect.fail('is known')
const mutation: Mutation<FieldFacts> = { target, facts, request, command: step.command }
const seen = (object: KubeObject | null) => ({ object, facts: null })

const answer = (status: number, body: unknown): WireResponse => ({
  status,
  headers: {},
  body: JSON.stringify(body),
  serverAt: null,
  auditId: null,
  durationMs: 1
})
const outcome = (status: number, body: unknown) =>
  action.outcome(mutation, answer(status, body), { resourceVersion: '6' }, place)

test('says what a person would type, with the group of its kind', () => {
  expect(step.command).toBe(
    `kubectl --context prod -n shop patch switches.example.org lamp --type=merge -p '{"spec":{"suspend":true}}'`
  )
  expect(request.path).toBe('/apis/example.org/v1/namespaces/shop/switches/lamp')
})

describe('a reading after a doubt', () => {
  test.each([
    ['applied', lamp({ suspend: true })],
    ['applied', lamp({ suspend: true, interval: '9m' })],
    ['asBefore', lamp({})],
    ['asBefore', lamp({ interval: '9m' })],
    ['overtaken', lamp({ suspend: false })],
    ['gone', lamp({ suspend: true }, { uid: 'another' })],
    ['gone', null]
  ] as const)('is %s', (kind, object) => {
    expect(action.conclude(mutation, seen(object)).kind).toBe(kind)
  })
})

describe('an answer', () => {
  test('with the field is a success', () => {
    expect(outcome(200, lamp({ suspend: true }))).toEqual({ outcome: 'succeeded' })
  })

  test('without the field is none: an old schema drops it', () => {
    const said = outcome(200, lamp({}))
    expect(said).toMatchObject({ outcome: 'failed', failure: { code: 'invalid' } })
    expect(said.failure?.message).toContain('dropped spec.suspend')
  })

  test('about another object says nothing', () => {
    expect(outcome(200, lamp({ suspend: true }, { uid: 'another' }))).toMatchObject({ outcome: 'unknown' })
  })

  test('names who may not, and the smallest role', () => {
    const said = outcome(403, { kind: 'Status', message: 'no' })
    expect(said.failure?.message).toBe('User "me" may not patch switches "lamp" in namespace "shop".')
    expect(said.failure?.grant).toContain('example.org')
  })
})

test('the way back is the same action with its values turned round', () => {
  const back = action.undo(mutation, null)
  expect(back).toMatchObject({
    action: 'switch',
    facts: { changes: [{ path: ['spec', 'suspend'], from: true, to: null }] }
  })
})
