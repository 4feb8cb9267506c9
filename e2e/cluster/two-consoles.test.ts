import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { suspendCanary, suspendStep } from '../../src/main/actions/canary-suspend/index.ts'
import { createKubeConnection } from '../../src/main/connections/index.ts'
import { createClock } from '../../src/main/lib/clock.ts'
import { placeOf } from '../../src/main/levers/deployment-rollback/testing/stage.ts'
import { toyLever, toyPlan } from '../../src/main/levers/testing/toy/toy-lever.ts'
import { toyProcess } from '../../src/main/levers/testing/toy/toy-process.ts'
import { readyPlan } from '../../src/main/plan/ready-plan.ts'
import type { Lever } from '../../src/main/ports/lever.ts'
import type { Place } from '../../src/main/ports/place.ts'
import { canaryPath, canaryTarget } from '../../src/main/providers/flagger/canary-object.ts'
import { leases } from '../../src/main/reservations/lease.ts'
import { createAdmin } from './admin.ts'
import type { Bench } from './bench.ts'
import { hasBench, openBench } from './bench.ts'

const namespace = 'two-consoles'
const people = ['anna', 'ben'] as const
type Person = (typeof people)[number]

/** Services that are fought for at the same time; each is tried so often. `BACKOUT_TRIES=200` is the whole of it. */
const houses = ['attic', 'barn', 'cellar', 'den'] as const
const triesEach = Math.ceil(Number(process.env['BACKOUT_TRIES'] ?? 12) / houses.length)

/** What each person's plan changes about a service, one after the other. */
const own = (house: string, who: Person): readonly string[] => [`${house}-${who}-1`, `${house}-${who}-2`]

/** Flagger finds no target for it, and so leaves it alone. */
function canary(name: string): object {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace },
    spec: {
      suspend: false,
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'absent' },
      service: { port: 80 },
      analysis: { interval: '10m', threshold: 5, maxWeight: 50, stepWeight: 10 }
    }
  }
}

/** Nothing is to be proved of it here. */
const lever: Lever = { ...toyLever, prove: async () => ({ checks: [], proved: true, seen: null, watchMs: 0 }) }

describe.skipIf(!hasBench)('two consoles on the real API server', () => {
  let bench: Bench

  beforeAll(async () => {
    bench = await openBench()
    const all = houses.flatMap((house) => people.flatMap((who) => own(house, who)))
    await createAdmin(bench).apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await createAdmin(bench).apply(...all.map(canary))
  }, 60_000)

  test(
    `never change one service at the same time, ${triesEach * houses.length} tries`,
    { timeout: 900_000 },
    async () => {
      const places = { anna: await connected(bench), ben: await connected(bench) }
      await Promise.all(
        houses.map(async (house) => {
          for (let count = 0; count < triesEach; count += 1) {
            const both = await Promise.all(people.map((who) => consoleOf(places[who], house, who)))
            await Promise.all(both.map(({ approved }) => approved()))
            await Promise.all(both.map(({ settled }) => settled()))
          }
        })
      )
      const effects = (await (await fetch(`${bench.url}/effects?namespace=${namespace}`)).json()) as readonly {
        readonly path: string
      }[]
      const orders = houses.map((house) => orderOf(effects, house))
      // A plan has two changes: whoever begins one ends it before the other one begins.
      expect(orders.filter((order) => !/^(?:aa|bb)+$/.test(order))).toEqual([])
      const plans = orders.join('').length / 2
      console.log(`${triesEach * houses.length} tries, ${plans} plans done, none of them interleaved`)
      for (const order of orders) expect(order.length / 2).toBeGreaterThanOrEqual(triesEach)
    }
  )
})

/** Whose each change of a service was, one letter after the other. */
function orderOf(effects: readonly { readonly path: string }[], house: string): string {
  return effects
    .flatMap(({ path }) => (path.split('/').at(-1) ?? '').match(`^${house}-(anna|ben)-`)?.[1] ?? [])
    .map((who) => who.charAt(0))
    .join('')
}

/** One console's own connection. */
async function connected({ kubeconfigs }: Bench): Promise<Place> {
  const clock = createClock(null)
  const connection = await createKubeConnection({
    kubeconfig: await readFile(kubeconfigs['operator'] ?? '', 'utf8'),
    context: 'operator',
    environmentName: 'here',
    version: '0',
    env: {},
    clock,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
  onTestFinished(() => connection.close())
  return placeOf(connection, clock)
}

/** A console with a plan of two changes about a service. */
async function consoleOf(place: Place, house: string, who: Person) {
  const objects = await Promise.all(own(house, who).map((name) => place.reader.get(canaryPath(namespace, name))))
  const steps = objects.map((object, index) => {
    const from = (object['spec'] as { readonly suspend: boolean }).suspend
    const after = index === 0 ? [] : [`change-${index - 1}`]
    const target = canaryTarget(place.identity, object)
    return suspendStep({ id: `change-${index}`, target, context: place.context, from, to: !from, after })
  })
  const scope = { environment: 'here', service: { namespace, name: house }, targets: steps.length }
  const ready = readyPlan(toyPlan(place, steps, { scope }), false, place.identity)
  const { approve, settled } = await toyProcess({ place }, [ready], {
    levers: new Map([[lever.id, lever]]),
    actions: new Map([[suspendCanary.id, suspendCanary]]),
    reservations: leases,
    holder: `${who} on laptop`,
    timeoutMs: 10_000
  })
  return { approved: () => approve(ready), settled }
}
