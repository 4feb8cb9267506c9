import { expect, it } from 'vitest'
import { age, clock } from './format-time.ts'

it.each([
  [-500, '0.0 s'],
  [840, '0.8 s'],
  [6_400, '6 s'],
  [190_000, '3 min'],
  [2 * 86_400_000, '2 d']
])('says an age of %i ms as %s', (ms, text) => expect(age(ms)).toBe(text))

it.each([
  [462_000, '07:42'],
  [4_062_000, '1:07:42'],
  [-1, '00:00']
])('counts %i ms as %s', (ms, text) => expect(clock(ms)).toBe(text))
