import { expect, it } from 'vitest'
import { notMeasured, nothingToDo, rollBack } from '../../fixtures/decision.ts'
import { agreement } from './agreement.ts'

it('says how the rows stand to the verdict', () => {
  expect(agreement(rollBack)).toBe('Two rows agree, one disagrees, one is unknown')
  expect(agreement(nothingToDo)).toBe('All 4 rows are quiet')
  expect(agreement(notMeasured)).toBe('Four rows are unknown')
})
