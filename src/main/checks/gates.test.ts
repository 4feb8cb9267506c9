import { expect, it } from 'vitest'
import { createGates } from './gates.ts'
import type { Gate } from '../ports/step.ts'
import { noRequests } from '../levers/deployment-rollback/testing/stage.ts'
import { startToy } from '../levers/testing/toy/toy-stage.ts'

const gate = {
  kind: 'signal',
  ref: { namespace: 'shop', name: 'checkout' },
  signal: 'errorRatio',
  below: 0.01,
  forMs: 60_000
} as const satisfies Gate

const { signal } = new AbortController()
const gates = createGates(new Map())

it('a signal is measured over requests since the last change, and says of when it is', async () => {
  const { place } = await startToy()
  const asked: string[] = []
  const measurements = {
    ...noRequests,
    async measure(_ref: unknown, sinceAt: string) {
      asked.push(sinceAt)
      const at = '2026-03-01T02:00:00.000Z'
      return { errorRatio: { value: 0.0099, at }, p95: { why: 'no requests' }, reachMs: 0 }
    }
  }
  const sinceAt = '2026-03-01T01:00:00.000Z'
  const there = { ...place, measurements }
  expect(await gates.read(gate, there, { sinceAt, abort: signal })).toEqual({
    met: true,
    text: 'Errors 0.99 %, limit 1 %',
    at: '2026-03-01T02:00:00.000Z'
  })
  expect(await gates.read({ ...gate, signal: 'p95' }, there, { sinceAt, abort: signal })).toMatchObject({ met: null })
  expect(asked).toEqual([sinceAt, sinceAt])
})

it('what nothing measures, and a check that is not there, are unknown', async () => {
  const { place } = await startToy()
  const options = { sinceAt: '', abort: signal }
  expect(await gates.read(gate, { ...place, measurements: null }, options)).toMatchObject({ met: null })
  const target = { api: 'arm', cloud: 'public', id: '/x' } as const
  expect(await gates.read({ kind: 'check', check: 'nosuch', target, forMs: 1 }, place, options)).toMatchObject({
    met: null
  })
})
