import { expect, it } from 'vitest'
import * as runs from '../../fixtures/runs.ts'
import { alarm, blind, holding } from '../../fixtures/watches.ts'
import { ledAway } from './led-away.ts'

const drained = { ...runs.provedEarlier, watchOf: { namespace: 'shop', name: 'pricing' } }

it('tells of users where they are now, and not of what nobody sends requests to', () => {
  expect(ledAway(drained, holding)).toEqual({ text: 'Requests go to pricing, which is quiet.', tone: 'ok' })
  expect(ledAway(drained, alarm)).toEqual({ text: 'Requests go to pricing: Errors 7.8 %, limit 5 %.', tone: 'bad' })
  expect(ledAway(drained, blind)).toMatchObject({ text: expect.stringContaining('cannot be told') as string })
  expect(ledAway(drained, { ...alarm, runId: 'another' })?.text).toContain('well at the proof')
})

it('leaves every other run to its own readings', () => {
  expect(ledAway(runs.provedEarlier, holding)).toBeNull()
  expect(ledAway({ ...drained, proved: false }, null)).toBeNull()
})
