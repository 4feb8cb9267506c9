import { describe, expect, test } from 'vitest'
import type { PostgresPair } from '../../ports/postgres-pair.ts'
import { choosePair, primariesOf } from './choose-postgres.ts'
import { postgresHostsNamed, sqlHostsNamed } from './named-hosts.ts'
import { pairFrom } from './postgres-pair-of.ts'
import { postgresId, postgresNameOf, readPostgres, virtualEndpointIn } from './read-postgres.ts'

const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const group = 'rg-shop'
const name = (server: string) => ({ subscription, group, server })

/** As Azure answers for a server, in the parts that count here. */
const json = (server: string, role: string) => ({
  id: `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${server}`,
  location: 'East US 2',
  properties: { replica: { role } }
})

function pair(endpoint: string | null, primary: string, replica: string): PostgresPair {
  const sides = [readPostgres(json(primary, 'Primary')), readPostgres(json(replica, 'AsyncReplica'))] as const
  const found = endpoint === null ? null : { name: endpoint, members: [primary, replica], hosts: [] }
  return pairFrom(sides, [], { endpoint: found, endpointUnread: '' })
}

const orders = pair('orders', 'pg-a', 'pg-b')
const carts = pair('carts', 'pg-c', 'pg-d')

describe('which server of PostgreSQL a service writes to', () => {
  const by = (
    found: readonly PostgresPair[],
    named: readonly string[],
    servers: readonly string[] = [],
    isWhole = true
  ) => {
    const chosen = choosePair(found, servers.map(name), { chosen: null, named }, isWhole)
    return chosen.kind === 'known' ? [chosen.by, chosen.pair.endpoint?.name, chosen.direct] : [chosen.kind]
  }

  test.each<[string, PostgresPair[], string[], (string | null)[], string[]?]>([
    ['there is none', [], [], ['none']],
    ['there is one alone', [orders], [], ['alone', 'orders', null]],
    ['settings name the virtual endpoint of one of several', [orders, carts], ['carts'], ['settings', 'carts', null]],
    ['settings name a server of one', [orders, carts], ['pg-d'], ['settings', 'carts', 'pg-d']],
    ['settings name both the endpoint and a server', [orders], ['orders', 'pg-a'], ['settings', 'orders', null]],
    ['nothing says which of several', [orders, carts], [], ['unknown']],
    ['settings name two of them', [orders, carts], ['orders', 'carts'], ['unknown']],
    ['settings name another one than the only one', [orders], ['elsewhere'], ['unknown']],
    ['settings name a server here that has no replica', [], ['pg-x'], ['none'], ['pg-x']],
    ['settings name what is not here', [], ['elsewhere'], ['unknown'], ['pg-x']]
  ])('%s', (_what, found, named, expected, servers) => {
    expect(by(found, named, servers)).toEqual(expected)
  })

  test('where not all that there is was read, none is taken for the only one, and none for nothing', () => {
    expect(by([orders], [], [], false)).toEqual(['unknown'])
    expect(by([], [], [], false)).toEqual(['unknown'])
    expect(by([orders], ['orders'], [], false)).toEqual(['settings', 'orders', null])
  })

  test('the operator’s word counts before all, by either server, and also for one of another group', () => {
    const said = (server: string) =>
      choosePair([orders, carts], [], { chosen: postgresNameOf(postgresId(name(server))), named: ['orders'] }, false)
    expect(said('pg-d')).toMatchObject({ kind: 'known', by: 'operator', pair: carts })
    expect(said('pg-z')).toEqual({ kind: 'elsewhere', name: name('pg-z') })
    expect(primariesOf([orders, carts]).map(({ server }) => server)).toEqual(['pg-a', 'pg-c'])
  })
})

test('hosts of PostgreSQL are told apart from those of Azure SQL, in every cloud', () => {
  const env = [
    'postgres://app:x@orders.writer.postgres.database.azure.com:5432/shop',
    'Host=pg-a.postgres.database.usgovcloudapi.net',
    'pg-b.private.postgres.database.chinacloudapi.cn',
    'orders.postgres.database.azure.com.example.org'
  ].map((value) => ({ name: 'X', value }))
  const workload = { spec: { template: { spec: { containers: [{ env }] } } } }
  expect(postgresHostsNamed(workload)).toEqual(['orders', 'pg-a', 'pg-b'])
  expect(sqlHostsNamed(workload)).toEqual([])
})

test('what is no answer of a server, and words that are not known, are said so', () => {
  expect(() => readPostgres({ id: '/x', properties: {} })).toThrow(/does not say which one/)
  expect(readPostgres(json('pg-a', 'Witness'))).toMatchObject({ role: null, storageGb: null, host: '' })
  const older = { ...json('pg-a', ''), properties: { replicationRole: 'GeoAsyncReplica' } }
  expect(readPostgres(older)).toMatchObject({ role: 'Replica' })
  expect(virtualEndpointIn({ value: [] })).toBeNull()
  expect(virtualEndpointIn({ value: [{ name: 'orders', properties: { members: ['PG-A', 7] } }] })).toEqual({
    name: 'orders',
    members: ['pg-a'],
    hosts: []
  })
})
