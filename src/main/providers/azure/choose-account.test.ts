import { describe, expect, test } from 'vitest'
import { chooseAccount } from './choose-account.ts'
import { dataHostsNamed } from './named-hosts.ts'

const group = { subscription: '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4', group: 'rg-shop' }

const account = (name: string) => ({
  name,
  properties: {
    documentEndpoint: `https://${name}.documents.azure.com:443/`,
    locations: [{ documentEndpoint: `https://${name}-eastus2.documents.azure.com:443/` }]
  }
})

const listed = (...names: readonly string[]) => ({ value: names.map(account) })
const workload = (...values: readonly string[]) => ({
  spec: {
    template: {
      spec: { containers: [{ env: values.map((value, index) => ({ name: `V${index}`, value })), args: ['--verbose'] }] }
    }
  }
})

describe('which account a service writes to', () => {
  const by = (names: readonly string[], named: readonly string[]) => {
    const found = chooseAccount(group, listed(...names), { chosen: null, named })
    return found.kind === 'known' ? [found.by, found.name.account] : [found.kind]
  }

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['there is none', [], [], ['none']],
    ['there is one alone', ['orders'], [], ['alone', 'orders']],
    ['settings name one of several', ['orders', 'carts'], ['carts'], ['settings', 'carts']],
    ['settings name a region of one', ['orders', 'carts'], ['carts-eastus2'], ['settings', 'carts']],
    ['settings name the only one', ['orders'], ['orders'], ['settings', 'orders']],
    ['nothing says which of several', ['orders', 'carts'], [], ['unknown']],
    ['settings name two of them', ['orders', 'carts'], ['orders', 'carts'], ['unknown']],
    ['settings name another one than the only one', ['orders'], ['elsewhere'], ['unknown']],
    ['a name begins alike', ['orders', 'orders-eu'], ['orders-eu'], ['settings', 'orders-eu']]
  ])('%s', (_what, names, named, expected) => {
    expect(by(names, named)).toEqual(expected)
  })

  test('what the operator said counts before all of it, also in another group', () => {
    const chosen = { ...group, group: 'rg-data', account: 'orders' }
    const found = chooseAccount(group, listed('carts'), { chosen, named: ['carts'] })
    expect(found).toEqual({ kind: 'known', name: chosen, by: 'operator' })
  })
})

test.each([
  ['goes on on another page', { ...listed('orders'), nextLink: 'https://management.azure.com/next' }],
  ['has an entry that cannot be read', { value: [account('orders'), { name: 7 }] }],
  [
    'has more than are looked at',
    listed('orders', ...Array.from({ length: 250 }, (_, at) => `x${at}-`.padEnd(300, 'y')))
  ],
  ['is no list', { value: { name: 'orders' } }]
])('the only account of a list that %s is not taken for the only one', (_what, json) => {
  expect(chooseAccount(group, json, { chosen: null, named: [] })).toMatchObject({ kind: 'unknown' })
})

test('hosts are read off settings and arguments, of every interface and cloud, once', () => {
  const values = [
    'https://orders.documents.azure.com:443/',
    'AccountEndpoint=https://Carts-EastUS2.documents.azure.us:443/;AccountKey=…',
    'mongodb://orders.mongo.cosmos.azure.com:10255',
    'https://evil.documents.azure.com.example',
    'https://nothing.blob.core.windows.net'
  ]
  expect(dataHostsNamed(workload(...values))).toEqual(['orders', 'carts-eastus2'])
  expect(dataHostsNamed(null)).toEqual([])
})
