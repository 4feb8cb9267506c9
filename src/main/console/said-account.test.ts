import { expect, test } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { saidAccountIn, saidGroupIn, saidPostgresIn } from './said-account.ts'
import { saidData } from './said-data.ts'

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

test('a failover group is said beside its own panel, kept beside the account, and taken back alone', () => {
  const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
  const group = id.replace('microsoft.documentdb/databaseaccounts/orders', 'microsoft.sql/servers/a/failovergroups/fg')
  const heard = saidData('region-sql', group, 'cart', subscription)
  expect(heard).toMatchObject({ id: group, now: { of: 'group', name: { server: 'a', failoverGroup: 'fg' } } })
  const note = ['note', { ...heard.note, ref }] as const
  expect(saidGroupIn(records(opened, said(id), note), incident)).toMatchObject({ failoverGroup: 'fg' })
  expect(saidAccountIn(records(opened, said(id), note), incident)).toMatchObject({ account: 'orders' })
  const back = ['note', { ...saidData('region-sql', '', 'cart', subscription).note, ref }] as const
  expect(saidGroupIn(records(opened, note, back), incident)).toBeNull()
  expect(() => saidData('region-sql', id, 'cart', subscription)).toThrow(/failover group/)
  expect(() => saidData('region-sql', group, 'cart', 'another')).toThrow(/another subscription/)
  expect(() => saidData('names', '', 'cart', subscription)).toThrow(/Nothing asks/)
})

test('a server of PostgreSQL is said beside its own panel, and taken back alone', () => {
  const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
  const server = id.replace(
    'microsoft.documentdb/databaseaccounts/orders',
    'microsoft.dbforpostgresql/flexibleservers/pg-a'
  )
  const heard = saidData('region-postgres', server, 'cart', subscription)
  expect(heard).toMatchObject({ id: server, now: { of: 'postgres', name: { server: 'pg-a' } } })
  const note = ['note', { ...heard.note, ref }] as const
  expect(saidPostgresIn(records(opened, said(id), note), incident)).toMatchObject({ server: 'pg-a' })
  expect(saidGroupIn(records(opened, said(id), note), incident)).toBeNull()
  const back = ['note', { ...saidData('region-postgres', '', 'cart', subscription).note, ref }] as const
  expect(saidPostgresIn(records(opened, note, back), incident)).toBeNull()
  expect(() => saidData('region-postgres', id, 'cart', subscription)).toThrow(/flexible server/)
  expect(() => saidData('region-postgres', server, 'cart', 'another')).toThrow(/another subscription/)
})
