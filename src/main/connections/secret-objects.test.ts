import { expect, it, onTestFinished } from 'vitest'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { readReferences } from '../providers/kubernetes/reference-reading.ts'
import { openTest } from './testing/open-connection.ts'
import { sendJson } from './testing/tls-server.ts'

const planted = 'aHVudGVyMi1vZi1hLXNlY3JldA=='
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** As `kubectl apply` leaves it: the whole of it, with its data, stands in an annotation once more. */
const metadata = {
  name: 'db',
  namespace: 'shop',
  uid: 'uid-db',
  annotations: {
    [lastApplied]: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db' },
      data: { password: planted }
    })
  },
  managedFields: [{ manager: 'kubectl-client-side-apply', operation: 'Update', time: '2026-03-01T05:30:00Z' }]
}
const whole = { apiVersion: 'v1', kind: 'Secret', metadata, data: { password: planted }, type: 'Opaque' }
const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata }
const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const path = kubePath({ group: '', version: 'v1', resource: 'secrets', namespace: 'shop', name: 'db' })

async function open(answer: object) {
  const { connection, exchanges, close } = await openTest((_request, response) => sendJson(response, answer))
  onTestFinished(close)
  return { reader: connection.reader, exchanges }
}

it.each([
  ['its metadata alone', partial],
  ['all of it, which nobody asked for', whole]
])('what a Secret holds does not get past the reader: %s', async (_what, answer) => {
  const { reader, exchanges } = await open(answer)
  const read = await reader.get(path, { accept, command: 'kubectl get secret db' })
  expect(read.metadata).toMatchObject({ name: 'db', managedFields: [{ time: '2026-03-01T05:30:00Z' }] })
  expect(JSON.stringify(read)).not.toMatch(/aHVudGVy|last-applied/)
  expect(exchanges).toHaveLength(1)
  expect(JSON.stringify(exchanges)).not.toMatch(/aHVudGVy|last-applied/)
})

it('neither does that of a list of them', async () => {
  const { reader } = await open({ apiVersion: 'v1', kind: 'SecretList', metadata: {}, items: [whole] })
  const { items } = await reader.list(kubePath({ group: '', version: 'v1', resource: 'secrets', namespace: 'shop' }))
  expect(items).toHaveLength(1)
  expect(JSON.stringify(items)).not.toMatch(/aHVudGVy|last-applied/)
})

it('that it was written since is told all the same', async () => {
  const nobody = { who: 'nothing says who has it', remedy: 'ask those who deploy it' }
  const { reader } = await open(partial)
  const template = { spec: { containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'db' } }] }] } }
  expect(await readReferences(reader, 'shop', template, { fromAt: null, toAt: '2026-03-01T00:02:00Z' })).toEqual([
    {
      kind: 'written',
      label: 'Secret db',
      at: '2026-03-01T05:30:00Z',
      by: 'kubectl-client-side-apply',
      whileServing: false,
      source: nobody
    }
  ])
})
