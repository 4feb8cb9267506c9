import { expect, it } from 'vitest'
import type { ServicesView, Verdict } from '../../contract/index.ts'
import { createToldRows } from './told-rows.ts'

const row = (name: string, more: object = {}) => ({
  ref: { namespace: 'shop', name },
  trouble: 'calm',
  troubleText: '',
  rank: 0,
  changedAt: '2026-03-01T01:00:00Z',
  ...more
})
const ill = row('cart', { trouble: 'notReady', troubleText: '1 of 4 pods not ready', rank: 500 })
const services = {
  rows: { state: 'value', value: [ill, row('accounts'), row('orders')], observedAt: '' }
} as unknown as ServicesView
const verdict = (signal: string, result: string, isComplete = true) =>
  ({
    judgements: [{ signal, result, level: 'prepare' }],
    judgedAt: '2026-03-01T02:10:00Z',
    isComplete
  }) as unknown as Verdict
const orders = { namespace: 'shop', name: 'orders' }
const cart = { namespace: 'shop', name: 'cart' }

function said(...verdicts: readonly Verdict[]) {
  const rows = createToldRows()
  for (const each of verdicts) rows.judged('east', orders, each)
  const { rows: shown } = rows.withTold('east', services)
  return shown.state === 'value' ? shown.value.map(({ ref, troubleText }) => [ref.name, troubleText]) : []
}

it.each([
  ['customers', verdict('customerReports', 'fires'), 'customers report trouble'],
  ['customers, before a change', verdict('customerReports', 'waits'), /^customers report trouble, said before/],
  ['memory', verdict('memoryLeft', 'fires'), 'memory grows, read at 02:10 UTC'],
  ['the business', verdict('business', 'fires'), 'business under its floor, read at 02:10 UTC']
])('has a service in trouble for %s, above those that are calm', (_what, judged, text) => {
  const [first, second, third] = said(judged)
  expect(first?.[0]).toBe('cart')
  expect(second?.[0]).toBe('orders')
  expect(second?.[1]).toMatch(text)
  expect(third?.[0]).toBe('accounts')
})

it('knows it until a whole verdict says otherwise, and of that environment only', () => {
  const fires = verdict('customerReports', 'fires')
  expect(said(fires, verdict('customerReports', 'quiet', false))[1]?.[0]).toBe('orders')
  expect(said(fires, verdict('customerReports', 'quiet'))[1]?.[0]).toBe('accounts')
  expect(said(verdict('errorRatio', 'fires'))[1]?.[0]).toBe('accounts')
  const rows = createToldRows()
  rows.judged('west', orders, fires)
  const { rows: shown } = rows.withTold('east', services)
  expect(shown.state === 'value' && shown.value.map(({ trouble }) => trouble)).not.toContain('told')
})

it('says it behind what is worse', () => {
  const rows = createToldRows()
  rows.judged('east', cart, verdict('customerReports', 'fires'))
  const { rows: shown } = rows.withTold('east', services)
  expect(shown.state === 'value' && shown.value[0]).toMatchObject({
    trouble: 'notReady',
    troubleText: '1 of 4 pods not ready; customers report trouble'
  })
})
