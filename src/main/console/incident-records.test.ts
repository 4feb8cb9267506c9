import { expect, it } from 'vitest'
import { incidentBody, type Incident } from './incident.ts'
import { lastIncident } from './incident-records.ts'
import { clusterScope, environmentScope, incidentScope } from './incident-scope.ts'

const checkout = { namespace: 'shop', name: 'checkout' }
const cart = { namespace: 'shop', name: 'cart' }

const journal = [
  { kind: 'journal.open', body: {} },
  { kind: 'session.attach', body: {} },
  { kind: 'observe', body: { incident: 'a checkout', ref: checkout } },
  { kind: 'confirm', body: { runId: 'r1', ref: checkout, identity: 'a' } },
  { kind: 'observe', body: { incident: 'a cart', ref: cart } },
  { kind: 'verdict', body: { ref: cart } },
  { kind: 'check', body: { runId: 'r1', ref: checkout, identity: 'a' } },
  { kind: 'command', body: {} },
  { kind: 'session.attach', body: {} },
  { kind: 'command', body: {} },
  { kind: 'observe', body: { incident: 'b checkout', ref: checkout } },
  { kind: 'reconcile', body: { runId: 'r1', ref: checkout, identity: 'a' } },
  { kind: 'observe', body: { incident: 'a checkout', ref: checkout } },
  { kind: 'task', body: {} }
].map((record, seq) => ({ ...record, seq, t: '' }))

it.each([
  ['a checkout', checkout, 'a', 2, [2, 3, 6, 11, 12, 13]],
  ['a cart', cart, 'a', 4, [4, 5, 7]],
  ['b checkout', checkout, 'b', 10, [10]]
])('%s has the records of its own runs, and what was written while it was open', (key, ref, identity, from, seqs) => {
  expect(journal.filter(incidentScope({ key, ref, identity }, from)).map(({ seq }) => seq)).toEqual(seqs)
})

it('takes up the last incident from its beginning, however long ago that was', () => {
  const incident: Incident = {
    key: 'a cart',
    ref: cart,
    identity: 'a',
    context: 'prod',
    environment: {
      id: 'a',
      name: 'production',
      kind: 'production',
      connectionId: 'c',
      context: 'prod',
      server: 'https://k8s.example',
      namespace: 'shop',
      insecure: false
    }
  }
  const at = (t: string, kind: string, body: Readonly<Record<string, unknown>>, seq: number) => ({ t, kind, body, seq })
  const records = [
    at('2026-03-01T00:00:00Z', 'observe', incidentBody(incident), 0),
    at('2026-03-01T08:00:00Z', 'observe', incidentBody(incident), 1),
    at('2026-03-01T08:30:00Z', 'observe', { ...incidentBody(incident), incident: 'another' }, 2),
    at('2026-03-01T09:00:00Z', 'observe', incidentBody(incident), 3),
    at('2026-03-01T12:30:00Z', 'note', {}, 4),
    at('2026-03-01T16:00:00Z', 'observe', incidentBody(incident), 5),
    at('2026-03-01T16:01:00Z', 'journal.close', {}, 6)
  ]
  expect(lastIncident(records)).toEqual({ incident, firstSeq: 1 })
  expect(lastIncident(records.slice(6))).toBeNull()
})

it('keeps the records of a run when the authority of its cluster is replaced', () => {
  const [before, after] = ['u https://k8s.example ca:1', 'u https://k8s.example ca:2']
  const at = (seq: number, kind: string, body: Readonly<Record<string, unknown>>) => ({ t: '', seq, kind, body })
  const records = [
    at(0, 'observe', { incident: 'a checkout' }),
    at(1, 'intent', { runId: 'r', ref: checkout, identity: before }),
    at(2, 'session.attach', {}),
    at(3, 'observe', { incident: 'a checkout' }),
    at(4, 'outcome', { runId: 'r', ref: checkout, identity: after }),
    at(5, 'outcome', { runId: 'q', ref: checkout, identity: 'v https://k8s.example ca:2' })
  ]
  const seqs = records
    .filter(incidentScope({ key: 'a checkout', ref: checkout, identity: after }, 0))
    .map(({ seq }) => seq)
  expect(seqs).toEqual([0, 1, 3, 4])
  expect(records.filter(clusterScope(after, 1)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

it('leaves out what was asked of another environment while this one was open', () => {
  const command = (body: Readonly<Record<string, unknown>>) => ({ t: '', seq: 1, kind: 'command', body }) as const
  expect(environmentScope('drill/drill')(command({ environmentId: 'drill/drill' }))).toBe(true)
  expect(environmentScope('drill/drill')(command({ environmentId: 'prod/a' }))).toBe(false)
  expect(environmentScope('drill/drill')(command({}))).toBe(true)
  expect(environmentScope(null)(command({ environmentId: 'prod/a' }))).toBe(true)
})
