import { expect, it } from 'vitest'
import type { Verdict, Wait } from '../../contract/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import { gitOwned, plainService } from '../traps/testing/service-facts.ts'
import { createFeedHub } from './feeds.ts'
import { initialFeeds } from './initial-feeds.ts'
import { createJudging } from './judging.ts'

const wait: Wait = {
  revision: 4,
  templateOf: 2,
  isBackOnGood: true,
  by: 'kubectl',
  startedAt: '2026-03-01T02:09:10.000Z',
  endedAt: '2026-03-01T02:09:38.000Z',
  cleanAt: '2026-03-01T02:10:53.000Z'
}
const undo = 'kubectl -n shop rollout undo deployment/checkout --to-revision=3'

function judging(verdict: Partial<Verdict> | null, facts: ServiceFacts = plainService) {
  const feeds = createFeedHub(initialFeeds({} as Parameters<typeof initialFeeds>[0], '/journal'))
  feeds.set('verdict', verdict as Verdict | null)
  const ref = { namespace: 'shop', name: 'checkout' }
  return createJudging({
    inService: () => ({ ref, facts: () => facts, place: () => ({ context: 'prod', ref }) }),
    feeds,
    record: { refuse: async () => 1 },
    clock: { now: () => new Date('2026-03-01T02:10:00.000Z') }
  })
}

it('calls no rollback safe while the verdict is to wait, and says for how long, as the verdict does', async () => {
  const waiting = judging({ level: 'wait', wait })
  const judged = await waiting.judge(undo)
  expect(judged).toMatchObject({ verdict: 'warned', lead: 'Not now.', seq: null, traps: [{ lead: 'Not now: Wait.' }] })
  expect(judged.traps[0]?.text).toContain('still hold requests of before; clean reading in 53 s.')
  expect(await waiting.judge('kubectl -n shop rollout undo deployment/cart --to-revision=3')).toMatchObject({
    traps: []
  })
  expect(await waiting.judge('kubectl -n shop rollout status deployment/checkout')).toMatchObject({ verdict: 'noTrap' })
  expect((await waiting.quick()).find(({ id }) => id === 'undo')).toMatchObject({ verdict: 'warned' })
  const release = judging({ level: 'wait', wait }, gitOwned('Helm', 'release shop/checkout'))
  expect(await release.judge('helm rollback checkout 3 -n shop')).toMatchObject({ lead: 'Not now.' })
})

it('lets the same rollback pass once the verdict is another one', async () => {
  for (const verdict of [null, { level: 'rollBack', wait: null }] as const)
    expect(await judging(verdict).judge(undo)).toMatchObject({ verdict: 'noTrap', lead: 'Safe here, now.' })
})

it('judges by what was known last while nothing can be read, and does not call that safe', async () => {
  const offline = judging(null, { ...plainService, isCurrent: false })
  expect(await offline.judge(undo)).toMatchObject({
    verdict: 'asKnown',
    lead: 'No trap in it by what was read last; it cannot be judged anew offline.',
    notUnderstood: [],
    seq: null
  })
  expect(await offline.judge('./prepare.sh')).toMatchObject({ verdict: 'notUnderstood', notUnderstood: [{}] })
})
