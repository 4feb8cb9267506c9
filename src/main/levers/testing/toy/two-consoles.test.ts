import { expect, test } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { leases } from '../../../reservations/lease.ts'
import { switchStep } from './set-switch.ts'
import { positionOf, switchPath, switchTarget, versionOf } from './switches.ts'
import { toyPlan } from './toy-lever.ts'
import { toyProcess } from './toy-process.ts'
import { startToy, type ToyStage } from './toy-stage.ts'

/** One service's switches, two for each console. */
const own = { anna: ['valve', 'lamp'], ben: ['fan', 'bell'] } as const
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/shop/leases/backout-house'
const stages = 10
const triesEach = 20

type Name = keyof typeof own

async function planFor(stage: ToyStage, who: Name) {
  const { place } = stage
  const [first, second] = await Promise.all(own[who].map((name) => place.reader.get(switchPath(name))))
  if (!first || !second) return expect.fail('no switches')
  const step = (object: KubeObject) => {
    const from = positionOf(object)
    const target = switchTarget(place.identity, object)
    const to = from === 'on' ? 'off' : 'on'
    return switchStep({ name: object.metadata.name, from, to, target, version: versionOf(object) })
  }
  const steps = [step(first), { ...step(second), after: [`set-${first.metadata.name}`] }]
  return stage.ready(toyPlan(place, steps))
}

async function approveAs(stage: ToyStage, who: Name) {
  const ready = await planFor(stage, who)
  const console = await toyProcess(stage, [ready], {
    reservations: leases,
    holder: `${who} on laptop`,
    timeoutMs: 5_000
  })
  return { ...console, approved: () => console.approve(ready) }
}

/** Whose each effect was, one letter after the other. */
function order(stage: ToyStage, from: number): string {
  return stage.api.effects
    .slice(from)
    .map(({ path }) => (own.anna.some((name) => path.endsWith(`/${name}`)) ? 'a' : 'b'))
    .join('')
}

test('two consoles never change one service at the same time', { timeout: 240_000 }, async () => {
  const seen = await Promise.all(
    Array.from({ length: stages }, async () => {
      const stage = await startToy('check', [...own.anna, ...own.ben])
      stage.api.isSlow(() => Math.random() * 60)
      const orders: string[] = []
      for (let each = 0; each < triesEach; each += 1) {
        const before = stage.api.effects.length
        const both = await Promise.all([approveAs(stage, 'anna'), approveAs(stage, 'ben')])
        await Promise.all(both.map(({ approved }) => approved()))
        await Promise.all(both.map(({ settled }) => settled()))
        orders.push(order(stage, before))
      }
      return orders
    })
  )
  const orders = seen.flat()
  expect(orders).toHaveLength(stages * triesEach)
  expect(orders.filter((one) => /^(aabb|bbaa|aa|bb)$/.test(one))).toHaveLength(orders.length)
  expect(orders.filter((one) => one.length === 4).length).toBeGreaterThan(0)
})

test('says who is at it and since when, and sends nothing', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  stage.api.put(leasePath, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'backout-house', namespace: 'shop', uid: 'l' },
    spec: {
      holderIdentity: 'cleo on tower / j / r',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T03:00:00.000000Z'
    }
  })
  const { approved, settled } = await approveAs(stage, 'anna')
  await approved()
  const run = await settled()
  expect(run).toMatchObject({ outcome: 'conflict', proved: false })
  expect(run.failure?.message).toBe(
    'cleo on tower is changing house since 2026-01-01 03:00:00Z by its clock; nothing was sent.'
  )
  expect(stage.api.effects).toEqual([])
})

test('takes over what nobody renews any more, and records from whom', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  stage.api.put(leasePath, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'backout-house', namespace: 'shop', uid: 'l' },
    spec: {
      holderIdentity: 'cleo on tower / j / r',
      leaseDurationSeconds: 1,
      acquireTime: '2026-01-01T03:00:00.000000Z'
    }
  })
  const { approved, settled, journal } = await approveAs(stage, 'anna')
  await approved()
  expect(await settled()).toMatchObject({ outcome: 'succeeded' })
  const notes = journal.records().flatMap(({ kind, body }) => (kind === 'note' ? [body['text']] : []))
  expect(notes).toContain('Took house over from cleo on tower, whose console no longer says that it is there.')
})

test('what is let go is free at once', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  const first = await approveAs(stage, 'anna')
  await first.approved()
  await first.settled()
  await expect
    .poll(() => (stage.api.at(leasePath)?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity)
    .toBeUndefined()
})

test('without the permission nothing is held up, and that is said', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  const forbidden = { ...leases, outcome: () => ({ kind: 'unavailable', why: 'leases is forbidden' }) as const }
  const ready = await planFor(stage, 'anna')
  const { approve, settled, journal } = await toyProcess(stage, [ready], { reservations: forbidden, holder: 'anna' })
  await approve(ready)
  expect(await settled()).toMatchObject({ outcome: 'succeeded' })
  const notes = journal.records().flatMap(({ kind, body }) => (kind === 'note' ? [body['text']] : []))
  expect(notes).toContain(
    'Other consoles are not kept away: the mark that says so cannot be written (leases is forbidden).'
  )
})

const besidePath = '/apis/coordination.k8s.io/v1/namespaces/shop/leases/backout-garage'

/** The same plan, as one that changes another service, too. */
async function withGarage(stage: ToyStage) {
  const ready = await planFor(stage, 'anna')
  const scope = { ...ready.plan.scope, besides: [{ ref: { namespace: 'shop', name: 'garage' }, symptom: '' }] }
  const console = await toyProcess(stage, [{ ...ready, plan: { ...ready.plan, scope } }], {
    reservations: leases,
    holder: 'anna on laptop'
  })
  return { ...console, approved: () => console.approve(ready) }
}

test('marks every service that a plan changes, and lets all of them go', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  const { approved, settled } = await withGarage(stage)
  await approved()
  const run = await settled()
  expect(run).toMatchObject({ outcome: 'succeeded' })
  const holderAt = (path: string) =>
    (stage.api.at(path)?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity
  for (const path of [leasePath, besidePath]) {
    expect(stage.api.at(path)).toBeDefined()
    await expect.poll(() => holderAt(path)).toBeUndefined()
  }
})

test('changes none of several services while another console is at one of them', { timeout: 30_000 }, async () => {
  const stage = await startToy('check', [...own.anna, ...own.ben])
  stage.api.put(besidePath, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'backout-garage', namespace: 'shop', uid: 'l' },
    spec: { holderIdentity: 'cleo on tower / j / r', leaseDurationSeconds: 15 }
  })
  const { approved, settled } = await withGarage(stage)
  await approved()
  const run = await settled()
  expect(run.failure?.message).toBe('cleo on tower is changing garage; nothing was sent.')
  expect(stage.api.effects).toEqual([])
  const house = stage.api.at(leasePath)?.['spec'] as { holderIdentity?: string } | undefined
  expect(house).toBeDefined()
  expect(house?.holderIdentity, 'what was marked already is let go').toBeUndefined()
})
