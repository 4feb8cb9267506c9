import { expect, it } from 'vitest'
import type { Plan, Verdict, Wait } from '../../contract/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import { canaryService, gitOwned, plainService } from '../traps/testing/service-facts.ts'
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

function judging(verdict: Partial<Verdict> | null, facts: ServiceFacts = plainService, plan: Plan | null = null) {
  const feeds = createFeedHub(initialFeeds({} as Parameters<typeof initialFeeds>[0], '/journal'))
  feeds.set('verdict', verdict as Verdict | null)
  feeds.set('decision', { ...feeds.value('decision'), plan })
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

it('gives every one of several commands its line, and says how many are refused', async () => {
  const pasted = [
    undo,
    'kubectl -n shop delete deployment checkout',
    'kubectl -n shop delete canary checkout',
    'kubectl get ns',
    './x'
  ]
  const judged = await judging(null).judge(pasted.join('\n'))
  expect(judged).toMatchObject({ verdict: 'refused', lead: 'Do not run this here: 2 of 5 commands are refused.' })
  expect(judged.commands.map(({ command, verdict }) => [command, verdict])).toEqual(
    pasted.map((command, index) => [command, ['noTrap', 'refused', 'refused', 'noTrap', 'notUnderstood'][index]])
  )
  expect(judged.commands.every(({ text }) => text !== '')).toBe(true)
  expect((await judging(null).judge(undo)).commands).toEqual([])
})

it('counts what is past the most that is shown one by one, with its refusals', async () => {
  const many = Array.from({ length: 70 }, (_, index) => `kubectl -n shop delete canary c${index}`)
  const { commands } = await judging(null).judge(many.join('\n'))
  expect(commands).toHaveLength(61)
  expect(commands.at(-1)).toMatchObject({ command: 'and 10 more', text: '10 of them are refused.' })
})

it('says of a patch whose quotes the shell takes that it promotes, and that no Canary is seen', async () => {
  const judged = await judging(null).judge(
    'kubectl -n shop patch canary checkout --type=merge -p {"spec":{"skipAnalysis":true}}'
  )
  expect(judged).toMatchObject({ verdict: 'refused', traps: [{ id: 'T1 shop/checkout' }] })
  expect(judged.traps[0]?.text).toContain('The shell takes the quotes out of this patch')
  expect(judged.traps[0]?.text).toContain('No Canary checkout is seen here.')
})

it('does not refuse the plan that it recommends, in the quick commands and when it is pasted', async () => {
  const steps = [
    {
      kind: 'do',
      title: 'Hold it',
      command: 'kubectl -n shop patch canary checkout --type=merge -p \'{"spec":{"suspend":true}}\''
    },
    { kind: 'do', title: 'Undo', command: 'kubectl -n shop rollout undo deployment/checkout --to-revision=3' },
    { kind: 'wait', title: 'It is ready', command: '', waitsBy: 'kubectl -n shop rollout status deployment/checkout' },
    { kind: 'wait', title: 'It is well', command: '' }
  ]
  const plan = { words: { title: 'Bring revision 3 back' }, steps, preview: {} } as unknown as Plan
  const planned = judging(null, canaryService, plan)
  const [first] = await planned.quick()
  expect(first).toMatchObject({ id: 'now', verdict: 'noTrap', note: '' })
  expect(first?.command.split('\n').slice(2)).toEqual([steps[2]?.waitsBy, '# wait until: It is well'])
  expect(await planned.judge(first?.command ?? '')).toMatchObject({
    verdict: 'noTrap',
    why: expect.arrayContaining(['It is the plan "Bring revision 3 back", whole and in its order.']) as unknown
  })
  expect((await planned.judge(steps[1]?.command ?? '')).verdict).toBe('warned')
  expect((await planned.judge(steps[0]?.command ?? '')).why[0]).toBe(
    'Step 1 of 3 of the plan "Bring revision 3 back": alone it is only a part of it.'
  )
})

it('says of a step of the plan that is not read here which one it is, and not that nothing happens', async () => {
  const hold = `kubectl -n argocd patch applications.argoproj.io a --type=merge -p '{"spec":{"syncPolicy":null}}'`
  const steps = [hold, undo].map((command) => ({ kind: 'do', title: '', command }))
  const plan = { words: { title: 'Hold, then undo' }, steps, preview: {} } as unknown as Plan
  const whole = await judging(null, plainService, plan).judge([hold, undo].join('\n'))
  expect(whole.commands[0]?.text).toBe('Step 1 of 2 of the plan "Hold, then undo".')
  expect((await judging(null, plainService, plan).judge(hold)).why).toEqual([
    'Step 1 of 2 of the plan "Hold, then undo": alone it is only a part of it.'
  ])
})
