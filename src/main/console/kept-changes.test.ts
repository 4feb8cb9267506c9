import { describe, expect, it, onTestFinished } from 'vitest'
import { routeWeights, routeWeightsStep } from '../actions/route-weights/index.ts'
import { allToPrimary, routePathOf, virtualService } from '../actions/route-weights/testing/routes.ts'
import { suspendCanary, suspendStep } from '../actions/canary-suspend/index.ts'
import { trafficManagerEndpoint } from '../actions/traffic-manager-endpoint/index.ts'
import { fastClock, placeOf } from '../levers/deployment-rollback/testing/stage.ts'
import type { Action, Mutation } from '../ports/action.ts'
import type { TrafficProfile } from '../ports/azure.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { DoStep } from '../ports/step.ts'
import { startMemoryApi } from '../testing/memory-api.ts'
import { followChanges } from './kept-changes.ts'

const actions = new Map<string, Action>([
  [routeWeights.id, routeWeights],
  [suspendCanary.id, suspendCanary]
])

/** As the journal has a step that took effect. */
function done({ action, target, facts, command, sends }: DoStep, attemptId: string): readonly JournalRecord[] {
  const request = sends.kind === 'fixed' ? sends.request : null
  const body = { action: `${action}/1`, target, facts, command, request, attemptId, stepId: attemptId }
  const record = { t: '2026-03-01T02:00:00.000Z' }
  return [
    { ...record, kind: 'intent', body },
    { ...record, kind: 'outcome', body: { attemptId, outcome: 'succeeded' } }
  ] as unknown as readonly JournalRecord[]
}

describe('what a run changed', () => {
  it('is read on while it is watched, and said with who put it back', async () => {
    const api = await startMemoryApi()
    onTestFinished(() => api.close())
    const path = routePathOf('cart')
    api.put(path, virtualService('cart'))
    const clock = fastClock()
    const connection = await api.connect(clock)
    onTestFinished(() => connection.close())
    const place = placeOf(connection, clock)
    const step = routeWeightsStep(place, allToPrimary(await place.reader.get(path)), {
      id: 'drain',
      title: 'Drain',
      weights: 'asRead'
    })
    const closing = new AbortController()
    onTestFinished(() => closing.abort())
    const seen = followChanges({
      records: done(step, 'a1'),
      actions,
      place: () => place,
      abort: closing.signal
    })
    expect(seen()).toEqual([{ name: 'virtualservices cart' }])
    const drained = virtualService('cart', 100)
    const rules = [0, 1].map((rule) => ({
      route: ['primary', 'canary'].map((side, index) => ({
        destination: { host: `cart-${side}` },
        weight: index === 0 ? 100 : 0
      })),
      ...(rule === 1 ? { mirrors: [{ destination: { host: 'audit' } }] } : {})
    }))
    api.put(path, { ...drained, spec: { http: rules } })
    await expect.poll(seen).toEqual([{ name: 'virtualservices cart', undone: null }])
    api.put(path, virtualService('cart'))
    await expect
      .poll(() => seen()[0]?.undone)
      .toMatch(/^The weights of VirtualService cart are back as they were before, last written by someone at .*Z\.$/)
  })
})

describe('a change that is meant to stay', () => {
  it('of an endpoint is undone by whoever switches it, and Azure knows who', () => {
    const facts = { name: 'west', kind: 'azureEndpoints', profile: 'shop-tm', to: 'Disabled' }
    const mutation = { facts } as unknown as Mutation<ReturnType<typeof trafficManagerEndpoint.facts.parse>>
    const undone = (status: string) =>
      trafficManagerEndpoint.undoneIn?.(mutation, {
        object: { endpoints: [{ name: 'West', kind: 'azureEndpoints', status }] } as unknown as TrafficProfile,
        facts: null
      })
    expect(undone('Disabled')).toBeNull()
    expect(undone('Enabled')).toBe(
      "Endpoint west of shop-tm was Disabled when it was proved, and is Enabled. Who changed it stands in Azure's activity log."
    )
  })

  it('of a suspension is undone by whoever resumes, and one that resumes is not followed', () => {
    const target = { api: 'kubernetes', namespace: 'shop', name: 'cart', uid: 'u', group: 'flagger.app' } as const
    const whole = { ...target, cluster: 'c', version: 'v1beta1', resource: 'canaries' }
    const canary = (suspend: boolean): KubeObject => ({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: {
        name: 'cart',
        uid: 'u',
        managedFields: [{ manager: 'k9s', time: '2026-03-01T02:10:00Z', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }]
      },
      spec: { suspend }
    })
    const undone = (to: boolean, now: boolean) => {
      const step = suspendStep({ id: 's', target: whole, context: 'test', from: !to, to })
      const mutation = { ...step, request: step.sends } as unknown as Parameters<typeof suspendCanary.conclude>[0]
      return suspendCanary.undoneIn?.(mutation, { object: canary(now), facts: null })
    }
    expect(undone(true, true)).toBeNull()
    expect(undone(true, false)).toBe(
      'Canary cart is not any more as it was proved: spec.suspend was changed, last written by k9s at 2026-03-01 02:10:00Z.'
    )
    expect(undone(false, true)).toBeNull()
  })
})
