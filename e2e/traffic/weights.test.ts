import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, openConsole, planOf } from './console.ts'
import { bySecond, keep } from './measured.ts'
import { weightsOf } from './objects.ts'
import { until } from './until.ts'
import { countByVersion, type Call, type Client } from './users.ts'
import { trialWorld } from './canary-worlds.ts'
import { badTag, goodTag, splitWorld } from './worlds.ts'

const many = 600
const perSecond = 50
/** Requests are drawn by weight: of 600 at a third, 0.06 is three standard deviations. */
const drawn = 0.06

async function shareOf(client: Client, call: Call, version: string, count = many): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => client.call(call)))
  return (countByVersion(answers)[version] ?? 0) / count
}

describe.skipIf(!hasTraffic)('weights, as real proxies take them', () => {
  let bench: TrafficBench

  beforeAll(async () => {
    bench = await openTraffic()
  })

  afterAll(closeConsoles, closedWithinMs)

  test('T5: the first weight alone leaves a third of the users on the bad version', { timeout: 120_000 }, async () => {
    const { namespace, admin, client, call } = await splitWorld(bench, 'first-weight')
    const before = await shareOf(client, call, badTag)
    const users = client.users(call, perSecond)
    await until('users before it', async () => users.answers.length > perSecond)
    const patch = JSON.stringify([{ op: 'replace', path: '/spec/http/0/route/0/weight', value: 100 }])
    await admin.kubectl(['-n', namespace, 'patch', 'virtualservice', 'cart', '--type=json', '-p', patch])
    const patchedAt = Date.now()
    await until(
      'the new weights in the proxy',
      async () =>
        (await client.admin('/config_dump?resource=dynamic_route_configs')).includes('"total_weight": 150') ||
        Math.abs((await shareOf(client, call, badTag, 200)) - 1 / 3) < 0.1
    )
    const after = await shareOf(client, call, badTag)
    await keep('T5-first-weight-only', {
      weights: await weightsOf(admin, namespace, 'cart'),
      requests: many,
      before,
      after,
      seconds: bySecond(await users.stop(), patchedAt)
    })
    expect(await weightsOf(admin, namespace, 'cart')).toEqual([100, 50])
    expect(after).toBeGreaterThan(1 / 3 - drawn)
    expect(after).toBeLessThan(1 / 3 + drawn)
  })

  test(
    'T16: weights of the last rule alone leave every sticky user on it; the console’s abort takes them all off',
    { timeout: 600_000 },
    async () => {
      const sticky = { sessionAffinity: { cookieName: 'trial', maxAge: 21_600 } }
      const { namespace, admin, client, call } = await trialWorld(bench, 'sticky', sticky)
      const cookies = await cookiesOf(client, call, 12)
      const withCookie = (cookie: string): Call => ({ ...call, headers: { cookie } })
      const stuck = async (): Promise<number> => {
        const answers = await Promise.all(cookies.map((cookie) => client.call(withCookie(cookie))))
        return answers.filter(({ version }) => version === badTag).length
      }
      expect(await stuck()).toBe(cookies.length)
      const [first = '', ...others] = cookies
      const users = client.users(withCookie(first), perSecond, others.map(withCookie))

      const rules = await admin.get<{ readonly spec: { readonly http: readonly unknown[] } }>(
        `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/checkout`
      )
      const last = rules.spec.http.length - 1
      const at = (index: number): string => `/spec/http/${last}/route/${index}/weight`
      const patch = [
        { op: 'replace', path: at(0), value: 100 },
        { op: 'replace', path: at(1), value: 0 }
      ]
      await admin.kubectl([
        '-n',
        namespace,
        'patch',
        'virtualservice',
        'checkout',
        '--type=json',
        '-p',
        JSON.stringify(patch)
      ])
      await until(
        'everybody without a cookie on the good version',
        async () => (await shareOf(client, call, badTag, 60)) === 0
      )
      const stuckByLastRule = await stuck()

      const opened = await openConsole(bench, namespace, 'checkout')
      const { approvedAt } = await approve(opened, await planOf(opened, 'canaryAbort'))
      // A check of Flagger that is under way may still write its step, until the next one rolls back.
      await until(
        'nobody on the bad version',
        async () => (await stuck()) === 0 && (await shareOf(client, call, goodTag, 60)) === 1
      )
      const freedMs = Date.now() - approvedAt
      await until('users after it', async () => Date.now() > approvedAt + freedMs + 2_000)
      await keep('T16-sticky-users', {
        rules: last + 1,
        users: cookies.length,
        stuckByLastRule,
        freedMs,
        seconds: bySecond(await users.stop(), approvedAt)
      })
      expect(stuckByLastRule).toBe(cookies.length)
      expect(freedMs).toBeLessThan(60_000)
    }
  )
})

/** Cookies of users whom the release got, so many of them. */
async function cookiesOf(client: Client, call: Call, count: number): Promise<readonly string[]> {
  const found: string[] = []
  await until('users with a cookie', async () => {
    const { cookies } = await client.call(call)
    const [cookie] = (cookies[0] ?? '').split(';')
    if (cookie) found.push(cookie)
    return found.length >= count
  })
  return found
}
