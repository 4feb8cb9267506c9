import { execFile, execFileSync } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askServer } from './ask-server.ts'
import { DnsMessageError, loadWire, readReply } from './dns-message.ts'
import { address, alias, reply, startOfZone, startResponder, type Query, type Responder } from './testing/responder.ts'

const question = { name: 'www.shop.example', type: 'A' } as const
const chain = [
  alias('www.shop.example', 'shop.trafficmanager.net', 3_600),
  alias('shop.trafficmanager.net', 'east.shop.example', 30),
  address('east.shop.example', '192.0.2.1', 300)
]
const never = new AbortController().signal
setMaxListeners(0, never)

const ask = ({ address: server }: Pick<Responder, 'address'>, withinMs = 2_000, abort = never) =>
  askServer(server, question, { recurse: true, withinMs, abort })
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'an answer',
    (error: NodeJS.ErrnoException) => error.code ?? error.message
  )

describe('an answer', () => {
  test('is told with the TTL of every alias, which Node’s resolver keeps to itself', async () => {
    const responder = await startResponder((query) => [reply(query, chain, { isAuthoritative: false })])
    const told = await ask(responder)
    expect(told.answers.map(({ type, value, ttlSeconds }) => [type, value, ttlSeconds])).toEqual([
      ['CNAME', 'shop.trafficmanager.net', 3_600],
      ['CNAME', 'east.shop.example', 30],
      ['A', '192.0.2.1', 300]
    ])
    expect(told).toMatchObject({ rcode: 'NOERROR', isAuthoritative: false })
    expect(responder.queries).toMatchObject([{ recurse: true, hasEdns: true, over: 'udp', type: 'A' }])
  })

  test('that there is nothing is told with the time for which that is remembered', async () => {
    const authorities = [startOfZone('shop.example', 40, 300)]
    const responder = await startResponder((query) => [reply(query, [], { rcode: 'NXDOMAIN', authorities })])
    expect(await ask(responder)).toMatchObject({ rcode: 'NXDOMAIN', answers: [], nothingForSeconds: 40 })
  })

  test('that does not fit is asked for over TCP', async () => {
    const responder = await startResponder((query) =>
      query.over === 'tcp' ? [reply(query, chain)] : [reply(query, [], { isTruncated: true })]
    )
    expect((await ask(responder)).answers).toHaveLength(3)
    expect(responder.queries.map(({ over }) => over)).toEqual(['udp', 'tcp'])
  })

  test('of a server that does not know EDNS is asked for without it', async () => {
    const responder = await startResponder((query) =>
      query.hasEdns ? [reply(query, [], { rcode: 'FORMERR' })] : [reply(query, chain)]
    )
    expect((await ask(responder)).answers).toHaveLength(3)
  })

  test('to somebody else’s id is none, and is waited past', async () => {
    const responder = await startResponder((query) => [
      reply({ ...query, id: (query.id + 1) & 0xffff }, [address('www.shop.example', '198.51.100.66', 9)]),
      Buffer.from('noise'),
      reply(query, chain)
    ])
    expect((await ask(responder)).answers.at(-1)).toMatchObject({ value: '192.0.2.1' })
  })

  test('is asked for from another port and by another id each time', async () => {
    const responder = await startResponder((query) => [reply(query, chain)])
    await Promise.all(Array.from({ length: 24 }, () => ask(responder)))
    expect(new Set(responder.queries.map(({ from }) => from)).size).toBeGreaterThan(20)
    expect(new Set(responder.queries.map(({ id }) => id)).size).toBeGreaterThan(20)
  })
})

/** The header and the question of an answer to `query`, with what follows. */
function withRecord(query: Query, rest: Buffer): Buffer {
  const head = reply(query, [])
  head.writeUInt16BE(1, 6)
  return Buffer.concat([head, rest])
}

describe('what is no answer says nothing', () => {
  test.each<[string, string, (query: Query) => readonly Buffer[]]>([
    ['to another question', 'EBADRESP', (query) => [reply(query, chain, { as: 'other.example' })]],
    [
      'whose compression leads in a circle',
      'EBADRESP',
      (query) => [withRecord(query, Buffer.from([0xc0, 34, 0, 1, 0, 1]))]
    ],
    [
      'whose compression leads ahead',
      'EBADRESP',
      (query) => [withRecord(query, Buffer.from([0xc0, 0xff, 0, 1, 0, 1]))]
    ],
    ['that ends too early', 'EBADRESP', (query) => [reply(query, chain).subarray(0, -7)]],
    ['with a name that is none', 'EBADRESP', (query) => [reply(query, [alias('www.shop.example', 'a b.example', 9)])]],
    ['that is a query', 'EBADRESP', (query) => [Buffer.concat([reply(query, chain).fill(0, 2, 4)])]],
    [
      'with more records than anybody needs',
      'EBADRESP',
      (query) => [
        reply(
          query,
          Array.from({ length: 65 }, (_, last) => address('www.shop.example', `192.0.2.${last}`, 9))
        )
      ]
    ],
    ['at all', 'ETIMEDOUT', () => []]
  ])('%s', async (_what, code, respond) => {
    const responder = await startResponder(respond)
    const beganMs = performance.now()
    expect(await codeOf(ask(responder, 600))).toBe(code)
    expect(performance.now() - beganMs).toBeLessThan(3_000)
    // A lost datagram is sent again, and not for ever.
    if (code === 'ETIMEDOUT') expect(responder.queries).toHaveLength(3)
  })

  test.each<[string, string, (query: Query) => readonly Buffer[]]>([
    ['closes', 'ECONNRESET', () => []],
    ['says that 65 kB come', 'EBADRESP', (query) => [Buffer.concat([reply(query, chain), Buffer.alloc(65_000)])]]
  ])('a connection that %s', async (_what, code, respond) => {
    const responder = await startResponder((query) =>
      query.over === 'tcp' ? respond(query) : [reply(query, [], { isTruncated: true })]
    )
    expect(await codeOf(ask(responder))).toBe(code)
  })

  test('nothing listens there', async () => {
    const gone = await startResponder(() => [])
    const [, port = ''] = gone.address.split(':')
    // Of another address of this computer nobody took that port.
    expect(await codeOf(ask({ address: `[::1]:${port}` }))).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/)
    expect(await codeOf(ask({ address: 'ns.example' }))).toBe('EADDRNOTAVAIL')
  })

  test('nobody waits for it any more', async () => {
    const responder = await startResponder(() => [])
    const stop = new AbortController()
    const asked = ask(responder, 5_000, stop.signal)
    stop.abort(new Error('left'))
    await expect(asked).rejects.toThrow('left')
  })
})

test('whatever is sent is an answer or none, and takes no time to tell', async () => {
  const wire = await loadWire()
  const query: Query = { ...question, id: 7, recurse: true, hasEdns: true, over: 'udp', from: 1 }
  const right = reply(query, chain, { authorities: [startOfZone('shop.example', 40, 300)] })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(right.length - 1), fc.nat(255)), { maxLength: 12 }),
      fc.uint8Array({ maxLength: 40 }),
      (changes, tail) => {
        const bytes = Buffer.concat([right, tail])
        for (const [at, to] of changes) bytes[at] = to
        try {
          readReply(wire, bytes, 7, question)
        } catch (error) {
          expect(error).toBeInstanceOf(DnsMessageError)
        }
      }
    ),
    { numRuns: 2_000 }
  )
  // Pointers to pointers, as many as fit, and records that all begin at the last of them.
  const pointers = Buffer.alloc(8_000)
  for (let at = 2; at < pointers.length; at += 2) pointers.writeUInt16BE(0xc000 | Math.min(0x3fff, 12 + at - 2), at)
  const bomb = Buffer.concat([reply(query, []).subarray(0, 12), pointers, Buffer.alloc(8_000, 0xff)])
  const beganMs = performance.now()
  expect(() => readReply(wire, bomb, 7, question)).toThrow(DnsMessageError)
  expect(performance.now() - beganMs).toBeLessThan(1_000)
})

const dig = ((): boolean => {
  try {
    execFileSync('dig', ['-v'], { stdio: 'pipe' })
    return true
  } catch {
    console.log('skipped: our reading beside that of dig, because it is not installed')
    return false
  }
})()

test.skipIf(!dig)('dig reads the same of the same server', async () => {
  const responder = await startResponder((query) => [reply(query, chain)])
  const [host, port = ''] = responder.address.split(':')
  const told = await ask(responder)
  const args = [`@${host}`, '-p', port, question.name, 'A', '+noall', '+answer']
  const { stdout: seen } = await promisify(execFile)('dig', args)
  const rows = seen
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))
  expect(
    rows.map(([name = '', ttl, , type, value = '']) => [
      name.replace(/\.$/, ''),
      Number(ttl),
      type,
      value.replace(/\.$/, '')
    ])
  ).toEqual(told.answers.map(({ name, ttlSeconds, type, value }) => [name, ttlSeconds, type, value]))
})
