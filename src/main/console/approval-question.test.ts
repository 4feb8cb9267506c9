import { expect, it } from 'vitest'
import type { PlacedPlan } from '../execute/index.ts'
import { approvalQuestion } from './approval-question.ts'

const names = ['cart', 'tax', 'catalog', 'shipping', 'payments', 'reviews']
const plan = (title: string) =>
  ({
    plan: {
      digest: 'd',
      words: { title },
      why: 'Roll back now.',
      scope: { besides: names.map((name) => ({ namespace: 'shop', name })) },
      steps: [],
      guards: []
    },
    place: { environment: { name: 'west', kind: 'production' }, server: 's', context: 'c' }
  }) as unknown as PlacedPlan

it('names every service that is approved, where the title has only a few', () => {
  const { why } = approvalQuestion(plan('Roll back 6 services: cart, tax, catalog, shipping and 2 more'))
  expect(why).toBe('All 6: cart, tax, catalog, shipping, payments, reviews. Roll back now.')
  expect(approvalQuestion(plan(`Roll back 6 services: ${names.join(', ')}`)).why).toBe('Roll back now.')
})
