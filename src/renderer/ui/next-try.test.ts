import { expect, it } from 'vitest'
import { nextTryText } from './next-try.ts'

it.each([
  [12_300, 'next try in 13 s'],
  [400, 'next try in 1 s'],
  [0, 'trying now'],
  [-3_000, 'trying now']
])('says of %d ms: %s', (leftMs, text) => {
  const at = '2026-03-01T02:06:31.000Z'
  expect(nextTryText(at, Date.parse(at) - leftMs)).toBe(text)
})
