import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdmin, type Admin } from '../cluster/admin.ts'
import { freePort } from '../cluster/programs.mjs'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, openConsole, planOf } from './console.ts'
import { podTemplate, service, sidecar, to, virtualService } from './manifests.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { weightsOf } from './objects.ts'
import { until } from './until.ts'
import { badTag, goodTag, type World } from './worlds.ts'

interface Rollout {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } }
  }
  readonly status?: {
    readonly phase?: string
    readonly abort?: boolean
    readonly stableRS?: string
    readonly currentPodHash?: string
  }
}

const perSecond = 50

function rollout(namespace: string, tag: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'cart', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'cart' } },
      template: podTemplate('cart', tag),
      strategy: {
        canary: {
          stableService: 'cart-stable',
          canaryService: 'cart-canary',
          trafficRouting: { istio: { virtualService: { name: 'cart-stable', routes: ['primary'] } } },
          // An end that is far away: the run lasts longer than the test.
          steps: [{ setWeight: 40 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '1h' } }]
        }
      }
    }
  }
}

async function read(admin: Admin, namespace: string): Promise<Rollout> {
  return admin.get(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/cart`)
}

/** A Rollout of the real controller that is paused at its first step, with a bad release that has 40 % of the users. */
async function rolloutWorld(bench: TrafficBench, namespace: string): Promise<World> {
  const admin = createAdmin(bench)
  const port = await freePort()
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, sidecar(namespace))
  const rule = { name: 'primary', route: [to('cart-stable', 100), to('cart-canary', 0)] }
  await admin.apply(
    service(namespace, 'cart-stable', port, 'cart'),
    service(namespace, 'cart-canary', port, 'cart'),
    virtualService(namespace, 'cart-stable', [rule]),
    rollout(namespace, goodTag)
  )
  const phase = async (): Promise<string | undefined> => (await read(admin, namespace)).status?.phase
  await until('the Rollout to be healthy', async () => (await phase()) === 'Healthy')
  const client = await bench.client(namespace)
  const call = { host: 'cart-stable', port }
  await client.reaches(call, goodTag)
  await admin.apply(rollout(namespace, badTag))
  await until('the run to pause at its step', async () => (await phase()) === 'Paused')
  await client.reaches(call, badTag)
  return { namespace, admin, client, call }
}

function tagOf({ spec }: Rollout): string {
  return spec.template.spec.containers[0].image.split(':').at(-1) ?? ''
}

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
      const now = await read(admin, namespace)
      await admin.kubectl(['-n', namespace, 'patch', 'rollout', 'cart', '--type=merge', '-p', otherChange])
      await until('the next change to be taken up', async () => {
        const { status } = await read(admin, namespace)
        return status?.currentPodHash !== now.status?.currentPodHash
      })
      const next = await read(admin, namespace)
      const lastBadMs = lastAnsweredBy(answers, badTag, approvedAt)
      await keep('zero-rolloutAbort', {
        lastBadMs,
        phase: now.status?.phase,
        template: tagOf(now),
        afterTheNextChange: tagOf(next),
        unanswered: answers.filter(({ version }) => version === '').length,
        outcome: run.outcome,
        proved: run.proved,
        seconds: bySecond(answers, approvedAt)
      })
      expect(lastBadMs).toBeLessThan(30_000)
      expect(now.status).toMatchObject({ phase: 'Healthy' })
      expect(tagOf(now)).toBe(goodTag)
      expect(now.status?.stableRS).toBe(now.status?.currentPodHash)
      expect(tagOf(next)).toBe(goodTag)
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
      await until('the abort', async () => (await read(admin, namespace)).status?.phase === 'Degraded')
      await until('users to leave it', async () => {
        const answers = await Promise.all(Array.from({ length: perSecond }, () => client.call(call)))
        return answers.every(({ version }) => version === goodTag)
      })
      const aborted = await read(admin, namespace)
      await admin.kubectl(['-n', namespace, 'patch', 'rollout', 'cart', '--type=merge', '-p', otherChange])
      const changedAt = Date.now()
      await client.reaches(call, badTag)
      const usersBackAfterMs = Date.now() - changedAt
      const again = await read(admin, namespace)
      await keep('T17-abort-alone', {
        templateAfterAbort: tagOf(aborted),
        usersBackAfterMs,
        weights: await weightsOf(admin, namespace, 'cart-stable'),
        isAbortedAfterwards: again.status?.abort === true
      })
      expect(tagOf(aborted)).toBe(badTag)
      expect(again.status?.abort).not.toBe(true)
      expect(await weightsOf(admin, namespace, 'cart-stable')).toEqual([60, 40])
    }
  )
})
