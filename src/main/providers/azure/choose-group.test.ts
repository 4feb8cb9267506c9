import { describe, expect, test } from 'vitest'
import { chooseGroup } from './choose-group.ts'
import { sqlHostsNamed } from './named-hosts.ts'
import { failoverGroupId, failoverGroupNameOf, groupsIn } from './read-group.ts'

const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const group = 'rg-shop'
const base = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Sql/servers`
const server = (name: string) => ({ subscription, group, server: name })

/** What both servers of a group say of it. */
function said(name: string, [first, second]: readonly [string, string]) {
  const of = (at: string, partner: string) =>
    groupsIn(server(at), {
      value: [{ name, properties: { partnerServers: [{ id: `${base}/${partner}` }], replicationRole: 'Primary' } }]
    }).items
  return [...of(first, second), ...of(second, first)]
}

const orders = said('orders', ['sql-a', 'sql-b'])
const carts = said('carts', ['sql-c', 'sql-d'])

describe('which failover group a service writes to', () => {
  const by = (found: typeof orders, named: readonly string[], servers: readonly string[] = [], isWhole = true) => {
    const listed = servers.map((name) => ({ ...server(name), host: '' }))
    const chosen = chooseGroup(found, listed, { chosen: null, named }, isWhole)
    return chosen.kind === 'known' ? [chosen.by, chosen.name.failoverGroup, chosen.direct] : [chosen.kind]
  }

  test.each<[string, typeof orders, string[], (string | null)[], string[]?]>([
    ['there is none', [], [], ['none']],
    ['there is one alone, which both servers list', orders, [], ['alone', 'orders', null]],
    ['settings name one of several', [...orders, ...carts], ['carts'], ['settings', 'carts', null]],
    ['settings name a server of one', [...orders, ...carts], ['sql-d'], ['settings', 'carts', 'sql-d']],
    ['settings name both the group and a server', orders, ['orders', 'sql-a'], ['settings', 'orders', null]],
    ['nothing says which of several', [...orders, ...carts], [], ['unknown']],
    ['settings name two of them', [...orders, ...carts], ['orders', 'carts'], ['unknown']],
    ['settings name another one than the only one', orders, ['elsewhere'], ['unknown']],
    ['settings name a server here that is in no group', [], ['sql-x'], ['none'], ['sql-x']],
    ['settings name what is not here', [], ['elsewhere'], ['unknown'], ['sql-x']]
  ])('%s', (_what, found, named, expected, servers) => {
    expect(by(found, named, servers)).toEqual(expected)
  })

  test('where not all that there is was read, none is taken for the only one, and none for nothing', () => {
    expect(by(orders, [], [], false)).toEqual(['unknown'])
    expect(by([], [], [], false)).toEqual(['unknown'])
    expect(by(orders, ['orders'], [], false)).toEqual(['settings', 'orders', null])
  })

  test('what the operator said counts before all of it, by either server', () => {
    const chosen = { ...server('sql-d'), failoverGroup: 'carts' }
    const found = chooseGroup([...orders, ...carts], [], { chosen, named: ['orders'] }, false)
    expect(found).toEqual({ kind: 'known', name: chosen, by: 'operator', direct: null })
  })
})

test('hosts are read off settings, of groups, their secondaries and servers, in every cloud, once', () => {
  const values = [
    'Server=tcp:Orders.database.windows.net,1433;Initial Catalog=shop;Password=…',
    'jdbc:sqlserver://orders.secondary.database.windows.net:1433;database=shop',
    'sql-c.database.chinacloudapi.cn',
    'evil.database.windows.net.example',
    'orders.postgres.database.azure.com'
  ]
  const env = values.map((value, index) => ({ name: `V${index}`, value }))
  expect(sqlHostsNamed({ spec: { template: { spec: { containers: [{ env }] } } } })).toEqual(['orders', 'sql-c'])
})

test('ids are read in any letter case, and what is no id of a group is refused', () => {
  const name = { ...server('sql-a'), failoverGroup: 'orders' }
  expect(failoverGroupNameOf(failoverGroupId(name))).toEqual({ ...name, group: 'rg-shop' })
  expect(failoverGroupNameOf(`${base}/SQL-A/failoverGroups/Orders`)).toEqual(name)
  for (const id of ['', base, `${base}/sql-a`, `${base}/sql-a/failoverGroups/a/b`, `${base}/sql a/failoverGroups/x`])
    expect(() => failoverGroupNameOf(id)).toThrow(/not the resource id of a failover group/)
})
