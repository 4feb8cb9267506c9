import { beforeAll, describe, expect, test } from 'vitest'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import { hasBench, openBench } from '../bench.ts'
import { pullLevers, type Pulled } from './play-lever.ts'
import { leverWorlds } from './worlds.ts'

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
        ref: { name: 'checkout', ...ref, namespace: id }
      }
      const pulled = make(admin, id).then(() => pullLevers(place, pulls))
      pulled.catch(() => undefined)
      played.set(id, pulled)
    }
  })

  test.each(leverWorlds)(
    '$id: each is planned, done and proved',
    { timeout: 840_000 },
    async ({ id, pulls, after, expected }) => {
      const pulled = (await played.get(id)) ?? expect.fail('not played')
      console.log(JSON.stringify(pulled.map(({ lever, steps, checks }) => ({ lever, steps, checks }))))
      expect(
        pulled.map(({ lever, outcome, proved }) => ({ lever, outcome, proved })),
        JSON.stringify(pulled)
      ).toEqual(pulls.map(({ lever }) => ({ lever, outcome: 'succeeded', proved: true })))
      expect(await after(admin, id)).toEqual(expected)
    }
  )
})
