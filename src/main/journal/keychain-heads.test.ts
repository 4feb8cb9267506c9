import { expect, it } from 'vitest'
import type { Anchor } from './anchor.ts'
import { headsIn, headsText, mostJournals, withHead } from './keychain-heads.ts'

const head = (jid: string, seq: number): Anchor => ({ jid, seq, hash: 'f'.repeat(64), t: '2026-03-01T02:03:04.005Z' })

it('reads what was kept, also one head alone, and takes anything else for nothing', () => {
  const heads = [head('b', 1), head('a', 9)]
  expect(headsIn(headsText(heads))).toEqual(heads)
  expect(headsIn(JSON.stringify(head('a', 9)))).toEqual([head('a', 9)])
  for (const text of [null, '', 'null', '{}', '[[]]', `[${'[],'.repeat(40_000)}[]]`]) expect(headsIn(text)).toEqual([])
})

it('has the newest first and each journal once', () => {
  expect(withHead([head('a', 3), head('b', 7)], head('b', 8))).toEqual([head('b', 8), head('a', 3)])
})

it('forgets the journal with the fewest records, however many are begun after the one that counts', () => {
  let heads: readonly Anchor[] = [head('counts', 40)]
  for (let count = 0; count < 200; count += 1) heads = withHead(heads, head(`new ${count}`, 3))
  expect(heads).toHaveLength(mostJournals)
  expect(heads[0]).toEqual(head('new 199', 3))
  expect(heads).toContainEqual(head('counts', 40))
  expect(headsIn(headsText(heads))).toEqual(heads)
})
