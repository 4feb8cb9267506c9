import { describe, expect, test } from 'vitest'
import { createAdmin } from './admin.ts'
import { hasBench, openBench } from './bench.ts'
import { askEtcd, base64 } from './etcd.ts'

// Settings of this kube-apiserver that docs/upstream-facts.md quotes.
describe.skipIf(!hasBench)('facts about kube-apiserver', () => {
  test('events live for an hour', async () => {
    const bench = await openBench()
    const admin = createAdmin(bench)
    const kubectl: typeof admin.kubectl = (...args) => admin.kubectl(...args)
    await kubectl(['create', 'namespace', 'facts'])
    await kubectl(['-n', 'facts', 'create', 'deployment', 'web', '--image=registry.example/web:1.0.0'])
    const prefix = '/registry/events/facts/'
    const range = { key: base64(prefix), range_end: base64(`${prefix.slice(0, -1)}0`), limit: 1 }
    const lease = async (): Promise<string | undefined> => {
      const { kvs } = (await askEtcd(bench.etcd, 'kv/range', range)) as {
        readonly kvs?: readonly { readonly lease?: string }[]
      }
      return kvs?.[0]?.lease
    }
    await expect.poll(lease, { timeout: 20_000 }).toBeDefined()
    const granted = (await askEtcd(bench.etcd, 'kv/lease/timetolive', { ID: await lease() })) as {
      readonly grantedTTL: string
    }
    // kube-apiserver shares leases between events and grants them a tenth of the time more, at most a minute.
    expect(Number(granted.grantedTTL)).toBeGreaterThanOrEqual(3_600)
    expect(Number(granted.grantedTTL)).toBeLessThanOrEqual(3_700)
  })
})
