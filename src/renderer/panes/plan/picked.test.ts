import { expect, test } from 'vitest'
import { choosing } from '../../fixtures/many.ts'
import { joinedChoice, pickedAtFirst } from './picked.ts'

const [lever = expect.fail('no lever')] = choosing.levers
const ill = ['checkout', 'payments', 'inventory', 'cart', 'shipping']

test('what the lever recommends is taken before there is a plan, and what the plan takes afterwards', () => {
  expect([...pickedAtFirst(lever, null)]).toEqual(ill)
  expect([...pickedAtFirst(lever, { choice: { services: 'tax,cart:44' } })]).toEqual(['cart', 'tax'])
  expect([...pickedAtFirst(lever, { choice: { services: '' } })]).toEqual([])
})

test('several options make one choice, in the order in which they are shown', () => {
  expect(joinedChoice(lever.options, new Set(['cart', 'checkout']))).toEqual({ services: 'checkout,cart' })
  expect(joinedChoice(lever.options, new Set())).toEqual({ services: '' })
})
