import { describe, expect, test } from 'vitest'
import type { Answer } from 'dns-packet'
import { createNameServers } from './name-servers.ts'
import { address, alias, reply, startOfZone, startResponder, type Query } from './testing/responder.ts'

const fqdn = 'shop.trafficmanager.net'
const front = 'www.shop.example'
const never = new AbortController().signal

/** A server that has these records, and follows no alias out of them unless it `recurses`. */
async function serverOf(records: readonly Answer[], recurses = false) {
  const named = (name: string): readonly Answer[] => records.filter((one) => one.name === name)
  const respond = (query: Query): readonly Buffer[] => {
    const found: Answer[] = []
    for (let at = query.name; found.length < 8;) {
      const [led] = named(at).filter(({ type }) => type === 'CNAME')
      if (led === undefined || led.type !== 'CNAME') {
        found.push(...named(at).filter(({ type }) => type === query.type))
        break
      }
      found.push(led)
      at = String(led.data)
      if (!recurses) break
    }
    const isKnown = named(query.name).length > 0
    const authorities = found.length === 0 ? [startOfZone('trafficmanager.net', 30, 900)] : []
    return [reply(query, found, { rcode: isKnown ? 'NOERROR' : 'NXDOMAIN', isAuthoritative: !recurses, authorities })]
  }
  return (await startResponder(respond)).address
}

const led = [alias(fqdn, 'east.shop.example', 30), address('east.shop.example', '192.0.2.1', 300)]

async function reading(zone: readonly Answer[], remembered: readonly Answer[], fronts: readonly string[] = []) {
  const given = { authoritative: [await serverOf(zone)], recursive: [await serverOf(remembered, true)] }
  return createNameServers({ given, fronts }).resolve(fqdn, never)
}
const answers = ({ answer }: { readonly answer: object }) => answer

describe('the name of the profile', () => {
  test('is told by those who answer for it and by those who remember, each alias with its own TTL', async () => {
    const { authoritative, recursive } = await reading(led, [alias(fqdn, 'east.shop.example', 17), ...led.slice(1)])
    expect(authoritative.map(answers)).toEqual([{ kind: 'alias', target: 'east.shop.example', ttlSeconds: 30 }])
    expect(recursive.map(answers)).toEqual([{ kind: 'alias', target: 'east.shop.example', ttlSeconds: 17 }])
  })

  test('is dark where it is said so, and for how long that is remembered', async () => {
    const { authoritative } = await reading([], [])
    expect(authoritative.map(answers)).toEqual([{ kind: 'dark', text: 'no such name', forSeconds: 30 }])
  })

  test('that has an address of the other kind of IP alone is not dark', async () => {
    const six: Answer = { type: 'AAAA', class: 'IN', name: fqdn, data: '2001:db8::1', ttl: 20 }
    const { recursive } = await reading([six], [six])
    expect(recursive.map(answers)).toEqual([{ kind: 'addresses', addresses: ['2001:db8::1'], ttlSeconds: 20 }])
  })

  test.each<[string, RegExp, (query: Query) => readonly Buffer[]]>([
    ['fails', /failed to find out/, (query) => [reply(query, [], { rcode: 'SERVFAIL' })]],
    ['refuses', /does not answer us/, (query) => [reply(query, [], { rcode: 'REFUSED' })]],
    [
      'that knows it from others answers in its place',
      /does not answer for the zone/,
      (query) => [reply(query, led, { isAuthoritative: false })]
    ],
    ['points elsewhere', /does not answer for the zone/, (query) => [reply(query, [], { isAuthoritative: false })]],
    [
      'leads in a circle',
      /in a circle/,
      (query) => [reply(query, [alias(fqdn, 'a.example', 9), alias('a.example', fqdn, 9)])]
    ],
    ['answers with something else', /another question/, (query) => [reply(query, [], { as: 'other.example' })]]
  ])('is not dark because a server %s: that is not measurable', async (_what, text, respond) => {
    const { address: server } = await startResponder(respond)
    const given = { authoritative: [server], recursive: [] }
    const { authoritative } = await createNameServers({ given, fronts: [] }).resolve(fqdn, never)
    expect(authoritative).toMatchObject([
      { answer: { kind: 'notMeasurable', text: expect.stringMatching(text) as string } }
    ])
  })
})

describe('a name in front', () => {
  const vanity = alias(front, fqdn, 3_600)

  test('is followed alias by alias, each with the TTL of its own zone, and its resolvers by what they say of the profile', async () => {
    const zone = [alias(front, 'cdn.shop.example', 3_600), alias('cdn.shop.example', fqdn, 600), ...led]
    const left = [
      alias(front, 'cdn.shop.example', 100),
      alias('cdn.shop.example', fqdn, 50),
      alias(fqdn, 'east.shop.example', 9),
      ...led.slice(1)
    ]
    const { fronts } = await reading(zone, left, [front])
    expect(fronts).toMatchObject([
      {
        end: 'profile',
        links: [
          { name: front, target: 'cdn.shop.example', ttlSeconds: 3_600 },
          { name: 'cdn.shop.example', target: fqdn, ttlSeconds: 600 }
        ],
        recursive: [{ answer: { kind: 'alias', target: 'east.shop.example', ttlSeconds: 9 } }]
      }
    ])
  })

  test.each<[string, readonly Answer[], object]>([
    [
      'answers with addresses of its own',
      [address(front, '192.0.2.1', 900)],
      { end: 'addresses', ttlSeconds: 900, links: [] }
    ],
    [
      'leads past the profile',
      [alias(front, 'east.shop.example', 60), ...led],
      { end: 'elsewhere', text: 'east.shop.example' }
    ],
    ['is not there', [], { end: 'dark', text: 'no such name' }],
    [
      'leads in a circle',
      [alias(front, 'a.example', 9), alias('a.example', front, 9)],
      { end: 'dark', text: expect.stringMatching(/circle/) as string }
    ]
  ])('%s', async (_what, zone, expected) => {
    const { fronts } = await reading([...zone, ...led.slice(0, 1)], [...zone, ...led], [front])
    expect(fronts).toMatchObject([expected])
  })

  test('is told by a resolver where those who answer for its zone cannot be asked', async () => {
    const silent = await startResponder((query) => [reply(query, [], { rcode: 'REFUSED' })])
    const given = { authoritative: [silent.address], recursive: [await serverOf([vanity, ...led], true)] }
    const { fronts } = await createNameServers({ given, fronts: [front] }).resolve(fqdn, never)
    expect(fronts).toMatchObject([{ end: 'profile', isWhole: false, links: [{ name: front, target: fqdn }] }])
  })

  test('that nobody can be asked for is not measurable, which is not dark', async () => {
    const given = { authoritative: [], recursive: [] }
    const { fronts, authoritative } = await createNameServers({ given, fronts: [front] }).resolve(fqdn, never)
    expect(authoritative).toEqual([])
    expect(fronts).toMatchObject([{ end: 'notMeasurable', recursive: [] }])
  })
})

describe('where a host leads', () => {
  const host = 'east.shop.example'
  const six: Answer = { type: 'AAAA', class: 'IN', name: 'pool.shop.example', data: '2001:db8::1', ttl: 20 }
  const leadsTo = async (servers: readonly string[], of = host): Promise<readonly string[] | null> =>
    createNameServers({ given: { authoritative: [], recursive: servers }, fronts: [] }).leadsTo(of, never)

  test('is told with its aliases and addresses of both kinds, as any resolver has them', async () => {
    const pool = [alias(host, 'pool.shop.example', 60), six]
    const one = await serverOf([...pool, address('pool.shop.example', '192.0.2.1', 60)], true)
    const other = await serverOf([...pool, address('pool.shop.example', '192.0.2.2', 60)], true)
    const found = await leadsTo([one, other])
    expect(found?.toSorted()).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1', 'pool.shop.example'])
  })

  test('is nowhere for a name that is not there, and not known where nobody says all of it', async () => {
    const half = await startResponder((query) => [
      query.type === 'A' ? reply(query, [address(host, '192.0.2.1', 60)]) : reply(query, [], { rcode: 'SERVFAIL' })
    ])
    expect(await leadsTo([await serverOf([], true)])).toEqual([])
    expect(await leadsTo([half.address])).toBeNull()
    expect(await leadsTo([half.address], '192.0.2.9')).toEqual(['192.0.2.9'])
  })
})
