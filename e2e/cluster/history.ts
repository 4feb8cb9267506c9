import type { Bench } from './bench.ts'
import { askEtcd, base64 } from './etcd.ts'

interface Stored {
  readonly kvs?: readonly { readonly key: string; readonly value: string }[]
}

/**
 * Makes the ReplicaSets of a namespace older, straight in etcd: the API server lets nobody write creation times, and a
 * revision has to have served for long before that alone says something.
 */
export async function ageReplicaSets({ etcd }: Bench, namespace: string, seconds: number): Promise<void> {
  const prefix = `/registry/replicasets/${namespace}/`
  const range = { key: base64(prefix), range_end: base64(`${prefix.slice(0, -1)}0`) }
  const { kvs = [] } = (await askEtcd(etcd, 'kv/range', range)) as Stored
  if (kvs.length === 0) throw new Error(`etcd holds no ReplicaSet below ${prefix}`)
  for (const { key, value } of kvs) {
    const object = JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as {
      readonly metadata: { readonly creationTimestamp: string }
    }
    const at = new Date(Date.parse(object.metadata.creationTimestamp) - seconds * 1_000)
    const creationTimestamp = at.toISOString().replace(/\.\d+Z$/, 'Z')
    const older = { ...object, metadata: { ...object.metadata, creationTimestamp } }
    await askEtcd(etcd, 'kv/put', { key, value: base64(`${JSON.stringify(older)}\n`) })
  }
}
