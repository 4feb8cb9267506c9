import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, openConsole, planOf } from './console.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { weightsOf } from './objects.ts'
import { until } from './until.ts'
import { badTag, goodTag, splitWorld } from './worlds.ts'

const perSecond = 50
/** What was wished for is not what happens: so long it is looked at. */
const lookForMs = 5_000

/** T15: the VirtualService is a wish, and only requests prove what became of it. */
describe.skipIf(!hasTraffic)('a drain while istiod is away', () => {
  let bench: TrafficBench

  beforeAll(async () => {
    bench = await openTraffic()
  })

  afterEach(async () => {
    await bench.setRelay(true)
    await bench.setIstiod(true)
  })

  test('before it: the server refuses any weight, and the plan says what is away', { timeout: 300_000 }, async () => {
    const { namespace, admin, client, call } = await splitWorld(bench, 'away-before')
    const opened = await openConsole(bench, namespace, 'cart-next')
    await bench.setIstiod(false)
    const plan = await planOf(opened, 'trafficDrain')
    expect(plan.blocked).toMatchObject({
      code: 'unreachable',
      message: 'istiod does not answer: no route can be changed, and none that was reaches the proxies.'
    })
    const patch = JSON.stringify([{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 100 }])
    const refused = admin.kubectl(['-n', namespace, 'patch', 'virtualservice', 'cart', '--type=json', '-p', patch])
    await expect(refused).rejects.toThrow(/failed calling webhook "rev\.validation\.istio\.io"/)
    // What the proxies have goes on.
    await client.reaches(call, goodTag)
    await client.reaches(call, badTag)
    // And once it is back, a plan that is asked for again can be pulled.
    await bench.setIstiod(true)
    await until('a plan that is not blocked', async () => (await planOf(opened, 'trafficDrain')).blocked === undefined)
    const { settled } = await approve(opened, await planOf(opened, 'trafficDrain'))
    expect(await settled).toMatchObject({ outcome: 'succeeded' })
  })

  test(
    'during it: the weights are written and users do not move, so it is not proved until they do',
    { timeout: 400_000 },
    async () => {
      const { namespace, admin, client, call } = await splitWorld(bench, 'away-during')
      const users = client.users(call, perSecond)
      const opened = await openConsole(bench, namespace, 'cart-next')
      const plan = await planOf(opened, 'trafficDrain')
      // istiod answers the API server, and what it would push does not arrive: as when it ends between the two.
      await bench.setRelay(false)
      const { approvedAt, settled } = await approve(opened, plan)
      await until('the weights', async () => (await weightsOf(admin, namespace, 'cart')).join() === '100,0')
      const wishedAt = Date.now()
      await bench.setIstiod(false)
      const refused = await opened.feeds.until('requests that did not move', 120_000, ({ run }) =>
        run?.checks.find(({ name, status }) => name === 'traffic' && status === 'False')
      )
      expect(refused.evidence).toMatch(/% of the requests reach cart-next, 0 % are asked for/)
      expect(opened.feeds.value('run')).toMatchObject({ state: 'verifying', proved: null })
      const backAt = Date.now()
      expect(backAt - wishedAt).toBeGreaterThan(lookForMs)
      expect(users.answers.some(({ version, sentAt }) => version === badTag && sentAt > backAt - 1_000)).toBe(true)

      await bench.setIstiod(true)
      await bench.setRelay(true)
      const run = await settled
      const answers = await users.stop()
      await keep('T15-istiod-away', {
        wishedAfterMs: wishedAt - approvedAt,
        refusedWith: refused.evidence,
        backAfterMs: backAt - approvedAt,
        lastBadMs: lastAnsweredBy(answers, badTag, approvedAt),
        movedAfterBackMs: lastAnsweredBy(answers, badTag, backAt),
        outcome: run.outcome,
        proved: run.proved,
        seconds: bySecond(answers, approvedAt)
      })
      expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
    }
  )

  test('after it: what the proxies have stays as it was drained', { timeout: 300_000 }, async () => {
    const { namespace, client, call } = await splitWorld(bench, 'away-after')
    const opened = await openConsole(bench, namespace, 'cart-next')
    const { settled } = await approve(opened, await planOf(opened, 'trafficDrain'))
    await until('nobody on the bad version', async () => {
      const seen = client.users(call, perSecond)
      await until('some answers', async () => seen.answers.length >= perSecond)
      return (await seen.stop()).every(({ version }) => version === goodTag)
    })
    await bench.setIstiod(false)
    const run = await settled
    const seen = client.users(call, perSecond)
    await until('more answers', async () => seen.answers.length >= 2 * perSecond)
    expect((await seen.stop()).map(({ version }) => version)).not.toContain(badTag)
    expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
  })
})
