import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, openConsole, planOf } from './console.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { weightsOf } from './objects.ts'
import { until } from './until.ts'
import type { Answer, Call, Client } from './users.ts'
import { badTag, goodTag, splitWorld } from './worlds.ts'

const perSecond = 50
/** Longer than the rate window: by then the console has only requests from after the change. */
const judgedWithinMs = 180_000
const istiodAway = {
  code: 'unreachable',
  message: 'istiod does not answer: no route can be changed, and none that was reaches the proxies.'
}

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

  afterAll(closeConsoles, closedWithinMs)

  test(
    'before it nothing can be written, and the plan says so; after it the proxies keep what they have',
    { timeout: 400_000 },
    async () => {
      const { namespace, admin, client, call } = await splitWorld(bench, 'away-before')
      const opened = await openConsole(bench, namespace, 'cart-next')
      await bench.setIstiod(false)
      expect((await planOf(opened, 'trafficDrain')).blocked).toMatchObject(istiodAway)
      const patch = JSON.stringify([{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 100 }])
      const refused = admin.kubectl(['-n', namespace, 'patch', 'virtualservice', 'cart', '--type=json', '-p', patch])
      await expect(refused).rejects.toThrow(/failed calling webhook "rev\.validation\.istio\.io"/)
      await client.reaches(call, goodTag)
      await client.reaches(call, badTag)

      await bench.setIstiod(true)
      await until(
        'a plan that is not blocked',
        async () => (await planOf(opened, 'trafficDrain')).blocked === undefined
      )
      await approve(opened, await planOf(opened, 'trafficDrain'))
      await until('nobody on the bad version', async () => (await some(client, call)).every(isGood))
      await bench.setIstiod(false)
      expect((await some(client, call)).every(isGood)).toBe(true)
      expect(await weightsOf(admin, namespace, 'cart')).toEqual([100, 0])
    }
  )

  test(
    'during it the weights are written and users do not move: nothing is proved until they do',
    { timeout: 500_000 },
    async () => {
      const { namespace, admin, client, call } = await splitWorld(bench, 'away-during')
      const users = client.users(call, perSecond)
      const opened = await openConsole(bench, namespace, 'cart-next')
      const plan = await planOf(opened, 'trafficDrain')
      // istiod answers the API server, and what it would push does not arrive: as when it ends between the two.
      await bench.setRelay(false)
      const { approvedAt } = await approve(opened, plan)
      await until('the weights', async () => (await weightsOf(admin, namespace, 'cart')).join() === '100,0')
      const wishedAt = Date.now()
      await bench.setIstiod(false)
      const refused = await opened.feeds.until('requests that did not move', judgedWithinMs, ({ run }) =>
        run?.checks.find(({ name, status }) => name === 'traffic' && status === 'False')
      )
      const backAt = Date.now()
      const proofThen = opened.feeds.value('run')?.proved
      const asked = opened.feeds.value('run')?.checks.find(({ name }) => name === 'weights')

      await bench.setIstiod(true)
      await bench.setRelay(true)
      const moved = await opened.feeds.until('requests that did move', judgedWithinMs, ({ run }) =>
        run?.checks.find(({ name, status }) => name === 'traffic' && status === 'True')
      )
      const answers = await users.stop()
      await keep('T15-istiod-away', {
        weightsAfterMs: wishedAt - approvedAt,
        saidWhileAway: refused.evidence,
        istiodBackAfterMs: backAt - approvedAt,
        movedAfterBackMs: lastAnsweredBy(answers, badTag, backAt),
        saidAfterwards: moved.evidence,
        seconds: bySecond(answers, approvedAt)
      })
      expect(refused.evidence).toMatch(/% of the requests reach cart-next, 0 % are asked for/)
      // The routes do ask for it: that alone is no proof.
      expect(asked).toMatchObject({ status: 'True' })
      expect(proofThen).not.toBe(true)
      expect(answers.some((answer) => !isGood(answer) && answer.sentAt > backAt - 1_000)).toBe(true)
      expect(moved.evidence).toMatch(/^0 % of the requests reach cart-next/)
    }
  )
})

function isGood({ version }: Answer): boolean {
  return version === goodTag
}

/** So many answers that half of them on another version cannot be missed. */
async function some(client: Client, call: Call): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: perSecond }, () => client.call(call)))
}
