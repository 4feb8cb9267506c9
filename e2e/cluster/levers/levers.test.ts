import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import { hasBench, openBench } from '../bench.ts'
import { pullLevers, type Pulled } from './play-lever.ts'
import { leverWorlds } from './worlds.ts'

/** Of this process: a second try on the same control plane finds nothing of the first. */
const turn = randomUUID().slice(0, 5)
const placeOf = (id: string): string => `${id}-${turn}`

describe.skipIf(!hasBench)('levers on the real control plane', () => {
  let admin: Admin
  const played = new Map<string, Promise<readonly Pulled[]>>()

  beforeAll(async () => {
    const bench = await openBench()
    admin = createAdmin(bench)
    for (const { id, user, make, pulls, ref } of leverWorlds) {
      const place = {
        kubeconfig: bench.kubeconfigs[user] ?? '',
        context: user,
        ref: { name: 'checkout', ...ref, namespace: placeOf(id) }
      }
      const pulled = make(admin, placeOf(id)).then(() => pullLevers(place, pulls))
      pulled.catch(() => undefined)
      played.set(id, pulled)
    }
  })

  test.each(leverWorlds)(
    '$id: each is planned, done and proved',
    { timeout: 840_000 },
    async ({ id, pulls, after, expected, ends = { outcome: 'succeeded', proved: true } }) => {
      const pulled = (await played.get(id)) ?? expect.fail('not played')
      console.log(JSON.stringify(pulled.map(({ lever, steps, checks }) => ({ lever, steps, checks }))))
      expect(
        pulled.map(({ lever, outcome, proved }) => ({ lever, outcome, proved })),
        JSON.stringify(pulled)
      ).toEqual(pulls.map(({ lever }) => ({ lever, ...ends })))
      expect(await after(admin, placeOf(id))).toEqual(expected)
    }
  )
})
