import { expect, it } from 'vitest'
import type { ChangeWait } from '../index.ts'
import { waitingWords } from './waiting-words.ts'

const wait: ChangeWait = {
  revision: 4,
  templateOf: 2,
  isBackOnGood: true,
  by: 'kubectl',
  startedAt: '2026-03-01T02:09:10.000Z',
  endedAt: '2026-03-01T02:09:38.000Z',
  cleanAt: '2026-03-01T02:10:53.000Z'
}
const nowMs = Date.parse('2026-03-01T02:10:00.000Z')

it.each<[Partial<ChangeWait>, number, string]>([
  [
    {},
    0,
    'Revision 4 (template of 2, which served well) rolled out 22 s ago by kubectl; the readings still hold requests of before; clean reading in 53 s.'
  ],
  [
    { isBackOnGood: false, templateOf: null, by: '' },
    20_500,
    'Revision 4 rolled out 42 s ago; the readings still hold requests of before; clean reading in 33 s.'
  ],
  [
    { templateOf: null },
    60_000,
    'Revision 4 rolled out 1 min 22 s ago by kubectl; the readings still hold requests of before; the next reading is clean.'
  ],
  [
    { revision: null, templateOf: 3, endedAt: null, cleanAt: null },
    0,
    'A revision that its controller has not numbered yet (template of 3, which served well) has been rolling out for 50 s by kubectl; until it has finished the readings hold requests of before.'
  ],
  [
    { templateOf: null, endedAt: null, cleanAt: null },
    0,
    'Revision 4 has been rolling out for 50 s by kubectl; until it has finished the readings hold requests of before.'
  ]
])('says %j after %d ms in one line', (change, laterMs, text) => {
  expect(waitingWords({ ...wait, ...change }, nowMs + laterMs)).toBe(text)
})

it('counts down to the same time where users were led away', () => {
  const left = { workload: 'cart', sinceAt: wait.startedAt, seenAt: wait.startedAt }
  const cleanAt = new Date(nowMs + 40_000).toISOString()
  expect(waitingWords({ left, cleanAt }, nowMs)).toMatch(
    /^No route goes to cart since .* UTC: the readings still hold requests of before; clean reading in 40 s\.$/
  )
  expect(waitingWords({ left, cleanAt }, nowMs + 40_000)).toMatch(/; the next reading is clean\.$/)
})
