import { describe, expect, it, onTestFinished } from 'vitest'
import { createGates } from '../../checks/gates.ts'
import { keepers } from '../../checks/keepers.ts'
import { fastClock, placeOf } from '../../levers/deployment-rollback/testing/stage.ts'
import { playsEveryKill } from '../../levers/testing/plays-every-kill.ts'
import { toyLever, toyPlan } from '../../levers/testing/toy/toy-lever.ts'
import { readyPlan } from '../../plan/ready-plan.ts'
import type { Mutation } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { DoStep } from '../../ports/step.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { jsonPatched } from '../../testing/json-patch.ts'
import { startMemoryApi } from '../../testing/memory-api.ts'
import { routeWeights, routeWeightsStep } from './index.ts'
import type { RouteFacts } from './facts.ts'
import { allToPrimary, routePathOf, virtualService } from './testing/routes.ts'

const abort = new AbortController().signal
const options = { abort, approval: 'hold' } as const

async function stage() {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  for (const name of ['cart', 'search']) api.put(routePathOf(name), virtualService(name))
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const place = placeOf(connection, clock)
  const stepFor = async (name: string, weights: 'asRead' | 'whatever') => {
    const object = await place.reader.get(routePathOf(name))
    const step = { id: name, title: `Drain ${name}`, weights }
    return routeWeightsStep(place, allToPrimary(object), step)
  }
  return { api, place, stepFor }
}

describe('a route that is known and one whose weights move', () => {
  playsEveryKill({
    levers: new Map([[toyLever.id, toyLever]]),
    actions: new Map([[routeWeights.id, routeWeights]]),
    gates: createGates(new Map()),
    keepers,
    async stage() {
      const { api, place, stepFor } = await stage()
      return {
        place,
        async plan() {
          const steps = [await stepFor('cart', 'asRead'), { ...(await stepFor('search', 'whatever')), after: ['cart'] }]
          return readyPlan({ ...toyPlan(place, steps), proof: { switches: [] } }, false, place.identity)
        },
        effects: () => api.effects.map(({ attemptId }) => attemptId),
        sent: () => api.server.requests.filter(({ method }) => method === 'PATCH').length
      }
    }
  })
})

describe('what is sent', () => {
  it('tests the object, each destination and each value, writes every weight, and is what kubectl would send', async () => {
    const { stepFor } = await stage()
    const { sends, command, fidelity } = await stepFor('cart', 'asRead')
    const body = sends.kind === 'fixed' ? (sends.request.body ?? '') : ''
    const operations = JSON.parse(body) as readonly { op: string; path: string; value: unknown }[]
    const paths = (op: string) => operations.filter((operation) => operation.op === op).map(({ path }) => path)
    expect(paths('test').slice(0, 5)).toEqual([
      '/metadata/uid',
      '/spec/http/0/route/0/destination',
      '/spec/http/0/route/1/destination',
      '/spec/http/1/route/0/destination',
      '/spec/http/1/route/1/destination'
    ])
    expect(operations).toContainEqual({ op: 'test', path: '/spec/http/0/route/0/weight', value: null })
    expect(paths('add')).toHaveLength(5)
    expect(paths('remove')).toEqual(['/spec/http/1/mirrorPercentage'])
    expect(command).toBe(
      `kubectl --context test -n shop patch virtualservices.networking.istio.io cart --type=json -p '${body}'`
    )
    expect(fidelity).toBe('exact')
  })
})

describe('a look before sending', () => {
  it.each<[string, (object: KubeObject) => KubeObject | null, 'asRead' | 'whatever', object]>([
    ['as it was', (object) => object, 'asRead', { kind: 'ready' }],
    [
      'with other weights',
      () => virtualService('cart', 60),
      'asRead',
      { kind: 'changed', unmet: ['/spec/http/1/route/0/weight', '/spec/http/1/route/1/weight'] }
    ],
    ['with other weights, whatever they are', () => virtualService('cart', 60), 'whatever', { kind: 'ready' }],
    ['written already', (object) => after(object), 'asRead', { kind: 'already' }],
    ['with its destinations the other way round', (object) => swapped(object), 'whatever', { kind: 'changed' }],
    [
      'made anew',
      (object) => ({ ...object, metadata: { ...object.metadata, uid: 'other' } }),
      'whatever',
      { kind: 'changed', unmet: ['/metadata/uid'] }
    ],
    [
      'being deleted',
      (object) => ({ ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-03-01T00:00:00Z' } }),
      'whatever',
      { kind: 'changed' }
    ],
    ['gone', () => null, 'whatever', { kind: 'changed' }]
  ])('finds it %s', async (_, change, weights, expected) => {
    const { api, place, stepFor } = await stage()
    const step = await stepFor('cart', weights)
    const object = change(virtualService('cart'))
    if (object === null) api.drop(routePathOf('cart'))
    else api.put(routePathOf('cart'), object)
    expect(await routeWeights.look(step, place, options)).toMatchObject(expected)
  })
})

describe('a conclusion', () => {
  it.each<[string, (object: KubeObject) => KubeObject | null, string]>([
    ['as before', (object) => object, 'asBefore'],
    ['as it was sent', (object) => after(object), 'applied'],
    ['with weights of somebody else', () => virtualService('cart', 60), 'overtaken'],
    ['with other destinations', (object) => swapped(object), 'overtaken'],
    ['with one weight of ours and one of somebody else', (object) => withWeight(after(object), 50), 'overtaken'],
    ['gone', () => null, 'gone']
  ])('of an object %s', async (_, change, kind) => {
    const { stepFor } = await stage()
    const mutation = mutationOf(await stepFor('cart', 'asRead'))
    const seen = { object: change(virtualService('cart')), facts: null }
    expect(routeWeights.conclude(mutation, seen)).toMatchObject({ kind })
  })
})

describe('an answer', () => {
  const status = (code: number, message: string, details: object = {}): Partial<WireResponse> => ({
    status: code,
    body: JSON.stringify({ kind: 'Status', code, message, details })
  })
  it.each<[string, Partial<WireResponse>, string, string]>([
    [
      'a failed test',
      status(422, 'the server rejected our request due to an error in our request'),
      'conflict',
      'changed after the plan'
    ],
    [
      'istiod’s refusal',
      status(
        400,
        'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: total destination weight = 0'
      ),
      'failed',
      'total destination weight = 0'
    ],
    [
      'istiod’s silence',
      status(
        500,
        'Internal error occurred: failed calling webhook "rev.validation.istio.io": failed to call webhook: Post "https://istiod": dial tcp 10.0.0.1:443: connect: connection refused'
      ),
      'failed',
      'does not answer'
    ],
    ['another internal error', status(500, 'etcdserver: request timed out'), 'unknown', 'etcdserver'],
    ['a page of a proxy', { status: 502, body: '<html>' }, 'unknown', 'not one of a Kubernetes API server'],
    ['no permission', status(403, 'forbidden'), 'failed', 'may not patch virtualservices "cart" in namespace "shop"']
  ])('of %s', async (_, response, outcome, message) => {
    const { place, stepFor } = await stage()
    const mutation = mutationOf(await stepFor('cart', 'asRead'))
    const answer = { headers: {}, serverAt: null, auditId: null, durationMs: 1, status: 200, body: '', ...response }
    const result = routeWeights.outcome(mutation, answer, null, place)
    expect(result).toMatchObject({ outcome })
    expect(result.failure?.message).toContain(message)
  })
})

it('is taken back from its pre-image, and the taking back from its own', async () => {
  const { api, place, stepFor } = await stage()
  const specOf = () => api.at(routePathOf('cart'))?.['spec']
  const states = [specOf()]
  let step: DoStep<RouteFacts> = await stepFor('cart', 'asRead')
  for (let turn = 0; turn < 3; turn += 1) {
    const look = await routeWeights.look(step, place, options)
    if (look.kind !== 'ready') throw new Error(`It is ${look.kind}`)
    await place.writer.send(look.request, { attemptId: `turn-${turn}`, abort })
    states.push(specOf())
    const back = routeWeights.undo({ ...mutationOf(step), request: look.request }, look.before)
    if ('none' in back) throw new Error(back.none)
    step = back
  }
  expect(states[1]).toEqual(after(virtualService('cart'))['spec'])
  expect(states[2]).toEqual(states[0])
  expect(states[3]).toEqual(states[1])
})

it('is not taken back where the record left out how it was', async () => {
  const { place, stepFor } = await stage()
  const step = await stepFor('cart', 'asRead')
  const look = await routeWeights.look(step, place, options)
  const before =
    look.kind === 'ready' ? JSON.stringify(look.before).replaceAll('"host":"audit"', '"host":"(left out)"') : ''
  expect(routeWeights.undo(mutationOf(step), JSON.parse(before))).toHaveProperty('none')
})

function mutationOf({ target, facts, sends, command }: DoStep<RouteFacts>): Mutation<RouteFacts> {
  if (sends.kind !== 'fixed') return { target, facts, command, request: { method: 'PATCH', path: '/', query: {} } }
  return { target, facts, command, request: sends.request }
}

function after(object: KubeObject): KubeObject {
  const step = routeWeightsStep({ identity: 'c', context: 'test' }, allToPrimary(object), {
    id: 's',
    title: '',
    weights: 'asRead'
  })
  const body = step.sends.kind === 'fixed' ? (step.sends.request.body ?? '') : ''
  return jsonPatched(object, body) as KubeObject
}

function swapped(object: KubeObject): KubeObject {
  const text = JSON.stringify(object).replaceAll('cart-primary', '…').replaceAll('cart-canary', 'cart-primary')
  return JSON.parse(text.replaceAll('…', 'cart-canary')) as KubeObject
}

function withWeight(object: KubeObject, weight: number): KubeObject {
  const body = JSON.stringify([{ op: 'add', path: '/spec/http/1/route/1/weight', value: weight }])
  return jsonPatched(object, body) as KubeObject
}
