import { expect, test } from 'vitest'
import type { JsonObject } from '../../lib/json-access.ts'
import { postgresPairsIn } from './postgres-pairs.ts'
import { postgresIn } from './read-postgres.ts'

const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const idOf = (name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/rg-shop/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`

function server(name: string, role: 'Primary' | 'AsyncReplica', source = ''): JsonObject {
  const replica = { role, replicationState: 'Active' }
  const host = `${name}.postgres.database.azure.com`
  const properties = { state: 'Ready', fullyQualifiedDomainName: host, sourceServerResourceId: source, replica }
  return { id: idOf(name), name, location: 'East US 2', properties }
}

/** Ours may have its replica in another group, which the list of its replicas says. */
async function pairsWhere(replicasOfOurs: () => JsonObject) {
  const follower = server('pg-bill-r', 'AsyncReplica', idOf('pg-bill'))
  const listed = postgresIn({ value: [server('pg-shop', 'Primary'), server('pg-bill', 'Primary'), follower] })
  const azure = {
    readPostgres: async () => expect.fail('nobody asks for one'),
    readPostgresReplicas: async (of: { readonly server: string }) =>
      of.server === 'pg-shop' ? replicasOfOurs() : { value: [follower] },
    readVirtualEndpoints: async () => ({ value: [] })
  }
  const servers = listed.items.map(({ side }) => side)
  return postgresPairsIn(azure, servers, new AbortController().signal)
}

test('pairs are whole where each primary says what its replicas are', async () => {
  const { items, isWhole } = await pairsWhere(() => ({ value: [] }))
  expect(items.map(({ sides }) => sides.map((side) => side.server))).toEqual([['pg-bill', 'pg-bill-r']])
  expect(isWhole).toBe(true)
})

test.each<[string, () => JsonObject]>([
  ['cannot be read', () => expect.fail('503')],
  ['goes on on another page', () => ({ value: [], nextLink: 'https://management.azure.com/next' })]
])('a primary whose list of replicas %s may be of a pair that nobody sees', async (_what, ours) => {
  expect(await pairsWhere(ours)).toMatchObject({ items: [{}], isWhole: false })
})
