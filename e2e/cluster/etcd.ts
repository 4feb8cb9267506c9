/** One call of etcd's JSON gateway (go.etcd.io/etcd/server/v3 embed, on the client address); keys are base64. */
export async function askEtcd(
  etcd: string,
  call: 'kv/range' | 'kv/put' | 'kv/lease/timetolive',
  body: object
): Promise<unknown> {
  const answer = await fetch(`${etcd}/v3/${call}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`etcd ${call}: HTTP ${answer.status}`)
  return answer.json()
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
