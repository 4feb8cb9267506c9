import { expect, it } from 'vitest'
import type { Signal, Verdict } from '../../contract/index.ts'
import { crossingEntries } from './crossing-entries.ts'
import { keeperStage, place, ref } from './testing/keeper-stage.ts'

const incident = { key: 'c/east shop/checkout', ref, identity: place('east').identity }
const at = (second: number): string => new Date(Date.UTC(2026, 2, 1, 0, 0, second)).toISOString()
const signals = (crossedAt: number, value: number): readonly Signal[] => [
  {
    id: 'errorRatio',
    unit: 'ratio',
    measure: { state: 'known', value: 0.3, observedAt: at(crossedAt + 5) },
    normal: { state: 'unknown', why: 'noSamples', detail: '' },
    source: '',
    series: [{ at: at(crossedAt), value }]
  }
]
const judged = (crossedAt: number | null, second: number, isComplete = true): Verdict =>
  ({
    lead: 'Roll back now.',
    rest: '',
    firstCrossedAt: crossedAt === null ? null : at(crossedAt),
    judgedAt: at(second),
    isComplete,
    judgements: [{ signal: 'errorRatio', level: 'rollBack', limit: 0.05, result: 'fires' }]
  }) as unknown as Verdict

it('writes the first crossing down once, at its own time, and the next trouble again', async () => {
  const { keeper, feeds, shown } = await keeperStage()
  await keeper.attach(place('east'))
  await keeper.enterService(place('east'))
  const journal = await keeper.journal()
  const now = Date.parse(at(0))
  const see = crossingEntries(journal, incident, now)
  see(judged(10, 12, false), signals(10, 0.062))
  see(judged(null, 12), signals(10, 0.062))
  expect((await shown()).filter((text) => text.startsWith('First'))).toEqual([])
  see(judged(10, 15), signals(10, 0.062))
  see(judged(10, 20), signals(10, 0.062))
  // It went under the limit for a moment.
  see(judged(30, 35), signals(30, 0.07))
  await journal.append('verdict', { text: 'Roll back now.', ref, verdict: judged(30, 35) })
  await keeper.enterService(place('east'))
  const again = crossingEntries(journal, incident, now)
  again(judged(40, 45), signals(40, 0.08))
  again(judged(400, 405), signals(400, 0.09))
  const firsts = async () => (await shown()).filter((text) => text.startsWith('First'))
  await expect
    .poll(firsts)
    .toEqual(['First crossed a limit: errors 6.2 %, limit 5 %', 'First crossed a limit: errors 9 %, limit 5 %'])
  const rows = feeds.value('record').timeline.filter(({ kind }) => kind === 'crossing')
  expect(rows.map((entry) => entry.at)).toEqual([at(10), at(400)])
  expect(keeper.report().markdown).toContain(
    '| 2026-03-01 00:00:10Z | First crossed a limit: errors 6.2 %, limit 5 % |'
  )
})
