import type { Bench } from './bench.ts'

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
  const { kvs = [] } = (await ask(etcd, 'range', range)) as Stored
  if (kvs.length === 0) throw new Error(`etcd holds no ReplicaSet below ${prefix}`)
  for (const { key, value } of kvs) {
    const object = JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as {
      readonly metadata: { readonly creationTimestamp: string }
    }
    const at = new Date(Date.parse(object.metadata.creationTimestamp) - seconds * 1_000)
    const creationTimestamp = at.toISOString().replace(/\.\d+Z$/, 'Z')
    const older = { ...object, metadata: { ...object.metadata, creationTimestamp } }
    await ask(etcd, 'put', { key, value: base64(`${JSON.stringify(older)}\n`) })
  }
}

/** etcd's JSON gateway (go.etcd.io/etcd/server/v3 embed, on the client address). */
async function ask(etcd: string, method: 'range' | 'put', body: object): Promise<unknown> {
  const answer = await fetch(`${etcd}/v3/kv/${method}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`etcd ${method}: HTTP ${answer.status}`)
  return answer.json()
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
