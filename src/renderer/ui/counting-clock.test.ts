import { expect, it } from 'vitest'
import { clock } from './counting-clock.ts'

it.each([
  [462_000, '07:42'],
  [4_062_000, '1:07:42'],
  [-1, '00:00']
])('counts %i ms as %s', (ms, text) => expect(clock(ms)).toBe(text))
