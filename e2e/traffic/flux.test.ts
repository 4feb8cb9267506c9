import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasTraffic, openTraffic, type TrafficBench } from './bench.ts'
import { approve, closeConsoles, closedWithinMs, openConsole, planOf } from './console.ts'
import {
  fluxWorld,
  goodRevision,
  intervalSeconds,
  kustomizationPath,
  variableOf,
  type FluxWorld
} from './flux-world.ts'
import { bySecond, keep, lastAnsweredBy } from './measured.ts'
import { keepWay, pullWay } from './pull-way.ts'
import { until } from './until.ts'
import { waysWithControllers } from './ways.ts'
import { badTag, goodTag, type World } from './worlds.ts'

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
  readonly status?: { readonly lastHandledReconcileAt?: string; readonly lastAppliedRevision?: string }
}

/** An interval, and what Flux needs to apply. */
const roundMs = (intervalSeconds + 5) * 1_000

describe.skipIf(!hasTraffic)('a Deployment that the real Flux keeps as Git has it', () => {
  let bench: TrafficBench
  const worlds: FluxWorld[] = []

  beforeAll(async () => {
    bench = await openTraffic()
  })

  afterAll(async () => {
    await closeConsoles()
    for (const { close } of worlds) await close()
  }, closedWithinMs)

  async function made(namespace: string): Promise<FluxWorld> {
    const world = await fluxWorld(bench, namespace)
    worlds.push(world)
    return world
  }

  test.concurrent(
    'T11: the undo alone is put back at the interval, whole, and is not taken for a recovery',
    { timeout: 400_000 },
    async () => {
      const world = await made('flux-back')
      const opened = await openConsole(bench, world.namespace, 'cart')
      const users = world.client.users(world.call, 50)
      const plan = await planOf(opened, 'deploymentRollback', {
        revision: await goodRevision(world.admin, world.namespace)
      })
      const { approvedAt } = await approve(opened, plan)
      await until('the undo', async () => tagOf(await deployed(world)) === goodTag)
      const undoneAt = Date.now()
      expect(managersOf(await deployed(world))).toContain('kubectl-backout')
      await until('Flux putting it back', async () => tagOf(await deployed(world)) === badTag)
      const putBackAt = Date.now()
      await world.client.reaches(world.call, badTag)
      const after = await deployed(world)
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

  test.concurrent('held first and undone in one plan, its users leave the release', { timeout: 400_000 }, async () => {
    const way = waysWithControllers.find(({ lever }) => lever === 'heldRollback') ?? expect.fail('no such way')
    const world = await made('zero-heldrollback')
    const pulled = await pullWay(way, world, await openConsole(bench, world.namespace, way.on))
    const run = await pulled.settled
    await keepWay(`zero-${way.lever}`, pulled, run)
    expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
    expect((await read(world, world.kustomization)).spec.suspend).toBe(true)
  })

  test.concurrent(
    'T14: what is held stays held, over an interval, a commit and the Kustomization above; let go, the bad release is back',
    { timeout: 500_000 },
    async () => {
      const world = await made('flux-hold')
      const held = await openConsole(bench, world.namespace, 'cart')
      const holding = await approve(held, await planOf(held, 'gitopsSuspend'))
      expect(await holding.settled).toMatchObject({ outcome: 'succeeded' })
      expect((await read(world, world.kustomization)).spec.suspend).toBe(true)
      expect(managersOf(await read(world, world.kustomization))).toContain('backout')

      const users = world.client.users(world.call, 50)
      const undo = await openConsole(bench, world.namespace, 'cart')
      const { approvedAt, settled } = await approve(
        undo,
        await planOf(undo, 'deploymentRollback', { revision: await goodRevision(world.admin, world.namespace) })
      )
      const run = await settled
      // Several intervals went by while it was proved.
      expect(Date.now() - approvedAt).toBeGreaterThan(roundMs)
      const commit = await world.repository.commit({ 'README.md': 'about nothing' }, 'a commit about something else')
      await until('the Kustomization above at that commit', async () =>
        ((await read(world, world.above)).status?.lastAppliedRevision ?? '').endsWith(commit)
      )
      await reconcile(world, world.above)
      const answers = await users.stop()
      expect(run, JSON.stringify(run.checks)).toMatchObject({ outcome: 'succeeded', proved: true })
      expect(tagOf(await deployed(world))).toBe(goodTag)
      expect((await read(world, world.kustomization)).spec.suspend).toBe(true)
      expect(managersOf(await read(world, world.kustomization))).toContain('backout')

      // Beside it: the same field, written by a manager whose name Flux cleans up after.
      const merge = '{"spec":{"suspend":true}}'
      await world.admin.kubectl([
        '-n',
        'flux-system',
        'patch',
        'kustomization',
        world.kustomization,
        '--type=merge',
        '-p',
        '{"spec":{"suspend":null}}'
      ])
      const resumedAt = Date.now()
      await until('the bad release', async () => tagOf(await deployed(world)) === badTag)
      const backAfterMs = Date.now() - resumedAt
      await world.admin.kubectl([
        '-n',
        'flux-system',
        'patch',
        'kustomization',
        world.kustomization,
        '--type=merge',
        '-p',
        merge
      ])
      await reconcile(world, world.above)
      const suspendedByKubectl = (await read(world, world.kustomization)).spec.suspend === true
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

const managersOf = ({ metadata }: Managed): readonly string[] =>
  (metadata.managedFields ?? []).map(({ manager }) => manager)
const tagOf = ({ spec }: Deployed): string => spec.template.spec.containers[0].image.split(':').at(-1) ?? ''
const variablesOf = ({ spec }: Deployed): readonly string[] =>
  (spec.template.spec.containers[0].env ?? []).map(({ name }) => name)

function deployed({ admin, namespace }: World): Promise<Deployed> {
  return admin.get(`/apis/apps/v1/namespaces/${namespace}/deployments/cart`)
}

function read({ admin }: World, name: string): Promise<Kustomization> {
  return admin.get(kustomizationPath(name))
}

/** Has a Kustomization applied now, as `flux reconcile` does, and waits for its answer. */
async function reconcile(world: World, name: string): Promise<void> {
  const at = new Date().toISOString()
  const annotation = `reconcile.fluxcd.io/requestedAt=${at}`
  await world.admin.kubectl(['-n', 'flux-system', 'annotate', '--overwrite', `kustomization/${name}`, annotation])
  await until('the answer of Flux', async () => (await read(world, name)).status?.lastHandledReconcileAt === at)
}
