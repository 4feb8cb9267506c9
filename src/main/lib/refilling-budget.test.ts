import { expect, it } from 'vitest'
import { createRefillingBudget, whenTaken } from './refilling-budget.ts'

function budgetAt() {
  let minutes = 0
  const budget = createRefillingBudget({ most: 1_000, perMinute: 100 }, () => minutes * 60_000)
  return { budget, pass: (more: number) => void (minutes += more) }
}

it('comes back by the minute, and is never more than it was', () => {
  const { budget, pass } = budgetAt()
  budget.spend(900)
  expect([budget.left(), budget.minutesUntil(300)]).toEqual([100, 2])
  expect(whenTaken(budget, 300)).toBe('wait 2 min, or start Backout again.')
  pass(2)
  expect([budget.left(), budget.minutesUntil(300)]).toEqual([300, 0])
  pass(1_000)
  expect(budget.left()).toBe(1_000)
})

it('makes up later for what was begun with too little left', () => {
  const { budget, pass } = budgetAt()
  budget.spend(1_200)
  expect(budget.left()).toBe(0)
  pass(3)
  expect(budget.left()).toBe(100)
  expect(budget.spent()).toEqual({ times: 1, characters: 1_200 })
})

it('has an end in one start', () => {
  const { budget, pass } = budgetAt()
  for (let times = 0; times < 40; times += 1) {
    budget.spend(100)
    pass(100)
  }
  expect([budget.left(), budget.minutesUntil(1)]).toEqual([0, null])
  expect(whenTaken(budget, 1)).toBe('start Backout again.')
})
