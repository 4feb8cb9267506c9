import { expect, test } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { saidAccountIn } from './said-account.ts'

const ref = { namespace: 'shop', name: 'cart' }
const incident = { key: 'here shop/cart', ref, identity: { server: 'a', uid: 'b' } as never }
const id =
  '/subscriptions/7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4/resourcegroups/rg/providers/microsoft.documentdb/databaseaccounts/orders'

function records(...bodies: readonly (readonly [JournalRecord['kind'], Record<string, unknown>])[]): JournalRecord[] {
  return bodies.map(([kind, body], seq) => ({ seq, t: '', kind, body }) as unknown as JournalRecord)
}

const opened = ['observe', { incident: incident.key }] as const
const other = ['observe', { incident: 'here shop/other' }] as const
const said = (account: string) => ['note', { what: 'dataAccount', ref, account }] as const

test('the last word on the service counts, over a restart, and can be taken back', () => {
  expect(saidAccountIn(records(opened), incident)).toBeNull()
  expect(saidAccountIn(records(opened, said(id), ['journal.open', {}], opened), incident)).toMatchObject({
    account: 'orders'
  })
  expect(saidAccountIn(records(opened, said(id), said('')), incident)).toBeNull()
})

test('what was said of another service, and what is no account, count for nothing', () => {
  expect(saidAccountIn(records(other, said(id)), incident)).toBeNull()
  expect(saidAccountIn(records(opened, said('/subscriptions/x')), incident)).toBeNull()
})
