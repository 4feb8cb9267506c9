import { expect, it } from 'vitest'
import { elapsedText, isLate } from './elapsed-text.ts'

it('says that something is late once it is, and not by a breath', () => {
  expect(elapsedText(42_000, 120_000)).toBe('42 s of about 2 min')
  expect(elapsedText(125_000, 120_000)).toBe('2 min 5 s of about 2 min')
  expect(elapsedText(209_000, 120_000)).toBe('late: 3 min 29 s of about 2 min')
  expect(isLate(5_000, 0)).toBe(false)
})
