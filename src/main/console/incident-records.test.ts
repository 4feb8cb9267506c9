import { expect, it } from 'vitest'
import { incidentRecords } from './incident-records.ts'

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
  expect(incidentRecords(journal, { key, ref, identity }, from).map(({ seq }) => seq)).toEqual(seqs)
})
