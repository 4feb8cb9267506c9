import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as delay } from 'node:timers/promises'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, openConsole, planOf, type OpenConsole } from './console.ts'
import { fluxWorld, intervalSeconds, kustomizationPath, variableOf, type FluxWorld } from './flux-world.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { until } from './until.ts'
import { badTag, goodTag } from './worlds.ts'

interface Managed {
  readonly metadata: {
    readonly managedFields?: readonly { readonly manager: string; readonly fieldsV1?: unknown }[]
  }
}

interface Deployed extends Managed {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly [{ readonly image: string; readonly env?: readonly { readonly name: string }[] }]
      }
    }
  }
}

interface Kustomization extends Managed {
  readonly spec: { readonly suspend?: boolean }
  readonly status?: { readonly lastHandledReconcileAt?: string }
}

/** An interval, and what Flux needs to apply. */
const roundMs = (intervalSeconds + 5) * 1_000

describe.skipIf(!hasTraffic)('a Deployment that the real Flux keeps as Git has it', () => {
  let bench: TrafficBench
  let world: FluxWorld
  let opened: OpenConsole

  beforeAll(async () => {
    bench = await openTraffic()
    world = await fluxWorld(bench, 'flux-shop')
  }, 300_000)

  afterAll(async () => {
    await closeConsoles()
    await world.repository.close()
  })

  const deployed = (): Promise<Deployed> =>
    world.admin.get(`/apis/apps/v1/namespaces/${world.namespace}/deployments/cart`)
  const kept = (name = 'cart'): Promise<Kustomization> => world.admin.get(kustomizationPath(name))
  const managersOf = ({ metadata }: Managed): readonly string[] =>
    (metadata.managedFields ?? []).map(({ manager }) => manager)
  const tagOf = ({ spec }: Deployed): string => spec.template.spec.containers[0].image.split(':').at(-1) ?? ''
  const variablesOf = ({ spec }: Deployed): readonly string[] =>
    (spec.template.spec.containers[0].env ?? []).map(({ name }) => name)

  /** Has a Kustomization applied now, as `flux reconcile` does, and waits for its answer. */
  async function reconcile(name: string): Promise<void> {
    const at = new Date().toISOString()
    const annotation = `reconcile.fluxcd.io/requestedAt=${at}`
    await world.admin.kubectl(['-n', 'flux-system', 'annotate', '--overwrite', `kustomization/${name}`, annotation])
    await until('the answer of Flux', async () => (await kept(name)).status?.lastHandledReconcileAt === at)
  }

  /** The revision of the good release: rolled back to once, its ReplicaSet has got a new number. */
  async function goodRevision(): Promise<number> {
    const { items } = await world.admin.get<{ readonly items: readonly ReplicaSet[] }>(
      `/apis/apps/v1/namespaces/${world.namespace}/replicasets`
    )
    const good = items.find(({ spec }) => spec.template.spec.containers[0].image.endsWith(`:${goodTag}`))
    return Number(good?.metadata.annotations['deployment.kubernetes.io/revision'])
  }

  test(
    'T11: the undo alone is put back at the interval, whole, and is not taken for a recovery',
    { timeout: 400_000 },
    async () => {
      opened = await openConsole(bench, world.namespace, 'cart')
      const users = world.client.users(world.call, 50)
      const plan = await planOf(opened, 'deploymentRollback', { revision: await goodRevision() })
      const { approvedAt } = await approve(opened, plan)
      await until('the undo', async () => tagOf(await deployed()) === goodTag)
      const undoneAt = Date.now()
      expect(managersOf(await deployed())).toContain('kubectl-backout')
      await until('Flux putting it back', async () => tagOf(await deployed()) === badTag)
      const putBackAt = Date.now()
      await world.client.reaches(world.call, badTag)
      const after = await deployed()
      const noticed = await opened.feeds.until('the console to see it', 120_000, ({ run }) =>
        run?.checks.find(({ blocks, status }) => blocks && status === 'False')
      )
      const proved = opened.feeds.value('run')?.proved
      const answers = await users.stop()
      await keep('T11-flux-puts-back', {
        intervalSeconds,
        putBackAfterMs: putBackAt - undoneAt,
        variables: variablesOf(after),
        managers: managersOf(after),
        noticedAs: `${noticed.title}: ${noticed.evidence}`,
        seconds: bySecond(answers, approvedAt)
      })
      expect(putBackAt - undoneAt).toBeLessThan(roundMs)
      // No mix of both: what our manager owned is Flux's again, and the bad release is as Git has it.
      expect(variablesOf(after)).toEqual([variableOf(badTag)])
      expect(managersOf(after)).not.toContain('kubectl-backout')
      expect(proved).not.toBe(true)
    }
  )

  test(
    'T14: what is held stays held, over an interval, a commit and the Kustomization above; let go, the bad release is back',
    { timeout: 500_000 },
    async () => {
      const held = await openConsole(bench, world.namespace, 'cart')
      const holding = await approve(held, await planOf(held, 'gitopsSuspend'))
      expect(await holding.settled).toMatchObject({ outcome: 'succeeded' })
      expect((await kept()).spec.suspend).toBe(true)
      expect(managersOf(await kept())).toContain('backout')

      const users = world.client.users(world.call, 50)
      const undo = await openConsole(bench, world.namespace, 'cart')
      const { approvedAt, settled } = await approve(
        undo,
        await planOf(undo, 'deploymentRollback', { revision: await goodRevision() })
      )
      const run = await settled
      await world.repository.commit({ 'README.md': 'about nothing' }, 'a commit about something else')
      await delay(roundMs)
      await reconcile('apps')
      const answers = await users.stop()
      expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
      expect(tagOf(await deployed())).toBe(goodTag)
      expect((await kept()).spec.suspend).toBe(true)
      expect(managersOf(await kept())).toContain('backout')

      // Beside it: the same field, written by a manager whose name Flux cleans up after.
      const merge = '{"spec":{"suspend":true}}'
      await world.admin.kubectl([
        '-n',
        'flux-system',
        'patch',
        'kustomization',
        'cart',
        '--type=merge',
        '-p',
        '{"spec":{"suspend":null}}'
      ])
      const resumedAt = Date.now()
      await until('the bad release', async () => tagOf(await deployed()) === badTag)
      const backAfterMs = Date.now() - resumedAt
      await world.admin.kubectl(['-n', 'flux-system', 'patch', 'kustomization', 'cart', '--type=merge', '-p', merge])
      await reconcile('apps')
      const suspendedByKubectl = (await kept()).spec.suspend === true
      await keep('T14-held-and-let-go', {
        intervalSeconds,
        lastBadMs: lastAnsweredBy(answers, badTag, approvedAt),
        backAfterResumeMs: backAfterMs,
        suspendedByKubectlStays: suspendedByKubectl,
        outcome: run.outcome,
        proved: run.proved,
        seconds: bySecond(answers, approvedAt)
      })
      expect(backAfterMs).toBeLessThan(10_000)
      expect(suspendedByKubectl).toBe(false)
    }
  )
})

interface ReplicaSet {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } }
  }
}
