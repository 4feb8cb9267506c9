import { expect, it } from 'vitest'
import { allSayIt } from './all-say-it.ts'

it('says why it is still waited for, and for how long', () => {
  expect(allSayIt(45_000)).toBe(
    'All of them say so; that has to hold for 45 s more: resolvers that cannot be asked forget what they were told'
  )
  expect([allSayIt(0), allSayIt(null)]).toEqual(['All of them say so', 'All of them say so'])
})
