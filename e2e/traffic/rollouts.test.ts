import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, openConsole, planOf } from './console.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { weightsOf } from './objects.ts'
import { readRollout, rolloutTag, rolloutWorld } from './rollout-world.ts'
import { until } from './until.ts'
import { badTag, goodTag } from './worlds.ts'

const perSecond = 50

/** A change that every pipeline makes with the next deploy, whatever it is about. */
const otherChange = JSON.stringify({ spec: { template: { metadata: { annotations: { built: 'anew' } } } } })

describe.skipIf(!hasTraffic)('a Rollout of the real Argo Rollouts', () => {
  let bench: TrafficBench

  beforeAll(async () => {
    bench = await openTraffic()
  })

  afterAll(closeConsoles, closedWithinMs)

  test(
    'the console aborts its run and pins the undo: users leave it, and it is healthy on the stable revision',
    { timeout: 600_000 },
    async () => {
      const { namespace, admin, client, call } = await rolloutWorld(bench, 'rollout-console')
      const users = client.users(call, perSecond)
      const opened = await openConsole(bench, namespace, 'cart', 'Rollout')
      const { approvedAt, settled } = await approve(opened, await planOf(opened, 'rolloutAbort'))
      const run = await settled
      const answers = await users.stop()
      const now = await readRollout(admin, namespace)
      await admin.kubectl(['-n', namespace, 'patch', 'rollout', 'cart', '--type=merge', '-p', otherChange])
      await until('the next change to be taken up', async () => {
        const { status } = await readRollout(admin, namespace)
        return status?.currentPodHash !== now.status?.currentPodHash
      })
      const next = await readRollout(admin, namespace)
      const lastBadMs = lastAnsweredBy(answers, badTag, approvedAt)
      await keep('zero-rolloutAbort', {
        lastBadMs,
        phase: now.status?.phase,
        template: rolloutTag(now),
        afterTheNextChange: rolloutTag(next),
        unanswered: answers.filter(({ version }) => version === '').length,
        outcome: run.outcome,
        proved: run.proved,
        seconds: bySecond(answers, approvedAt)
      })
      expect(lastBadMs).toBeLessThan(30_000)
      expect(now.status).toMatchObject({ phase: 'Healthy' })
      expect(rolloutTag(now)).toBe(goodTag)
      expect(now.status?.stableRS).toBe(now.status?.currentPodHash)
      expect(rolloutTag(next)).toBe(goodTag)
      expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
    }
  )

  test(
    'T17: after an abort alone, the next change of anything sends the bad release out again',
    { timeout: 300_000 },
    async () => {
      const { namespace, admin, client, call } = await rolloutWorld(bench, 'rollout-alone')
      const abort = ['-n', namespace, 'patch', 'rollout', 'cart', '--subresource=status', '--type=merge', '-p']
      await admin.kubectl([...abort, '{"status":{"abort":true}}'])
      await until('the abort', async () => (await readRollout(admin, namespace)).status?.phase === 'Degraded')
      await until('users to leave it', async () => {
        const answers = await Promise.all(Array.from({ length: perSecond }, () => client.call(call)))
        return answers.every(({ version }) => version === goodTag)
      })
      const aborted = await readRollout(admin, namespace)
      const users = client.users(call, perSecond)
      await until('users before the change', async () => users.answers.length > perSecond)
      await admin.kubectl(['-n', namespace, 'patch', 'rollout', 'cart', '--type=merge', '-p', otherChange])
      const changedAt = Date.now()
      await client.reaches(call, badTag)
      const usersBackAfterMs = Date.now() - changedAt
      const again = await readRollout(admin, namespace)
      await until('users after it', async () => Date.now() > changedAt + usersBackAfterMs + 2_000)
      await keep('T17-abort-alone', {
        templateAfterAbort: rolloutTag(aborted),
        usersBackAfterMs,
        weights: await weightsOf(admin, namespace, 'cart-stable'),
        isAbortedAfterwards: again.status?.abort === true,
        seconds: bySecond(await users.stop(), changedAt)
      })
      expect(rolloutTag(aborted)).toBe(badTag)
      expect(again.status?.abort).not.toBe(true)
      expect(await weightsOf(admin, namespace, 'cart-stable')).toEqual([60, 40])
    }
  )
})
