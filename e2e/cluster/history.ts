import type { Bench } from './bench.ts'
import { askEtcd, base64 } from './etcd.ts'

interface Stored {
  readonly kvs?: readonly { readonly key: string; readonly value: string }[]
}

/**
 * Makes the ReplicaSets of a namespace older, straight in etcd: the API server lets nobody write creation times, and a
 * revision has to have served for long before that alone says something.
 */
export async function ageReplicaSets(bench: Bench, namespace: string, seconds: number): Promise<void> {
  await age(bench, `/registry/replicasets/${namespace}/`, seconds, 'created')
  // What they read was there before them.
  await age(bench, `/registry/configmaps/${namespace}/`, seconds + 60, 'created and written')
}

interface Aged {
  readonly metadata: {
    readonly creationTimestamp: string
    readonly managedFields?: readonly { readonly time?: string }[]
  }
}

async function age(
  { etcd }: Bench,
  prefix: string,
  seconds: number,
  which: 'created' | 'created and written'
): Promise<void> {
  const range = { key: base64(prefix), range_end: base64(`${prefix.slice(0, -1)}0`) }
  const { kvs = [] } = (await askEtcd(etcd, 'kv/range', range)) as Stored
  if (kvs.length === 0) throw new Error(`etcd holds nothing below ${prefix}`)
  const earlier = (at: string): string =>
    new Date(Date.parse(at) - seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z')
  for (const { key, value } of kvs) {
    const object = JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as Aged
    const { creationTimestamp, managedFields } = object.metadata
    const written = managedFields?.map((entry) =>
      entry.time === undefined || which === 'created' ? entry : { ...entry, time: earlier(entry.time) }
    )
    const metadata = {
      ...object.metadata,
      creationTimestamp: earlier(creationTimestamp),
      ...(written ? { managedFields: written } : {})
    }
    await askEtcd(etcd, 'kv/put', { key, value: base64(`${JSON.stringify({ ...object, metadata })}\n`) })
  }
}
