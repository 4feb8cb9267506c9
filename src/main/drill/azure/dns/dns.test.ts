import { execFile, execFileSync } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AzureStage } from '../testing/azure-stage.ts'
import { openAzureStage, planOf } from '../testing/azure-stage.ts'
import { createResolver } from './resolver.ts'
import { rcodes } from './wire.ts'
import type { DnsAnswer } from './wire.ts'

let stage: AzureStage
let fqdn: string
let hosts: readonly string[]

beforeAll(async () => {
  stage = await openAzureStage(planOf('region-switch'), 1)
  fqdn = `${stage.world.plan.profiles[0].relativeName}.trafficmanager.net`
  hosts = stage.world.plan.regions.map(({ host }) => host)
}, 60_000)
afterAll(() => stage.close())

/** One question to one server. */
function asking(server: string): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  resolver.setServers([server])
  return resolver
}

const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'an answer',
    (error: NodeJS.ErrnoException) => error.code ?? 'no code'
  )

describe('Node’s resolver', () => {
  test('is given the alias and nothing more by the name servers, the whole chain by the resolver', async () => {
    const { authoritative, resolver, vanity } = stage.client.settings
    expect(await asking(authoritative).resolveCname(fqdn)).toEqual([hosts[0]])
    expect(await codeOf(asking(authoritative).resolve4(fqdn))).toMatch(/^(an answer|ENODATA)$/)
    const [address] = await asking(resolver).resolve4(vanity, { ttl: true })
    expect(address?.address).toBe('127.0.0.1')
    // The least of the chain.
    const profileTtl = stage.world.plan.profiles[0].ttlSeconds
    expect(address?.ttl).toBeLessThanOrEqual(profileTtl)
    expect(address?.ttl).toBeGreaterThanOrEqual(1)
  })

  test('finds the zone’s name servers and how long nothing is kept', async () => {
    const { authoritative, resolver } = stage.client.settings
    expect(await asking(resolver).resolveNs('trafficmanager.net')).toEqual(['ns1.trafficmanager.net'])
    expect(await asking(authoritative).resolveSoa('trafficmanager.net')).toMatchObject({ minttl: 30 })
  })

  test('tells a name that is not there from one without such a record', async () => {
    const { resolver } = stage.client.settings
    expect(await codeOf(asking(resolver).resolve4('nobody.trafficmanager.net'))).toBe('ENOTFOUND')
    expect(await codeOf(asking(resolver).resolve6(hosts[0] ?? ''))).toBe('ENODATA')
    expect(await codeOf(asking(resolver).resolve4('example.org'))).toBe('EREFUSED')
  })

  test('hears nothing where a firewall swallows questions to the name servers', async () => {
    const { authoritative } = stage.client.settings
    stage.deed({ do: 'nameServers', state: 'silent' })
    const impatient = new Resolver({ timeout: 100, tries: 1 })
    impatient.setServers([authoritative])
    expect(await codeOf(impatient.resolveCname(fqdn))).toBe('ETIMEOUT')
    stage.deed({ do: 'nameServers', state: 'answer' })
  })
})

test('the same is said over TCP, and letters keep their case', async () => {
  const port = Number(stage.client.settings.authoritative.split(':')[1])
  const name = fqdn.replace('trafficmanager', 'TrafficManager')
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  const question = Buffer.concat([...labels, Buffer.from([0, 0, 5, 0, 1])])
  const query = Buffer.concat([Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), question])
  const socket = connect(port, '127.0.0.1')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(query.length)
  socket.write(Buffer.concat([length, query]))
  const told = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
  socket.destroy()
  expect(told.readUInt16BE(0)).toBe(told.length - 2)
  expect(told.readUInt16BE(2)).toBe(0xabcd)
  expect(told.subarray(14, 14 + question.length)).toEqual(question)
  expect(told.toString('latin1')).toContain(hosts[0]?.split('.')[0])
})

const dig = ((): string | undefined => {
  try {
    return execFileSync('dig', ['-v'], { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
  } catch {
    console.log('skipped: dig against the name servers, because it is not installed')
    return undefined
  }
})()

test.skipIf(dig === undefined)('dig reads it, over UDP with EDNS and over TCP', async () => {
  const [address, port] = stage.client.settings.authoritative.split(':')
  for (const more of [[], ['+tcp']]) {
    const args = [`@${address}`, '-p', port ?? '', ...more, fqdn, 'CNAME']
    const { stdout: told } = await promisify(execFile)('dig', args)
    expect(told).toContain('status: NOERROR')
    expect(told).toMatch(/;; flags: qr aa rd;/)
    expect(told).toContain(`CNAME\t${hosts[0]}.`)
  }
})

describe('a resolver', () => {
  const soa = {
    name: 'zone',
    type: 'SOA',
    ttlSeconds: 40,
    primary: 'ns1',
    contact: 'who',
    serial: 1,
    minimumSeconds: 30
  } as const
  const said = (answers: DnsAnswer['answers'], rcode: number = rcodes.noError): DnsAnswer => ({
    rcode,
    isAuthoritative: true,
    answers,
    authority: answers.length === 0 ? [soa] : []
  })

  function resolverOver(world: { nowMs: number; answer: DnsAnswer; asked: number }, leastTtlSeconds = 0) {
    return createResolver({
      nowMs: () => world.nowMs,
      ask: () => {
        world.asked++
        return world.answer
      },
      asker: () => ({ chance: 0, places: [], nearest: [] }),
      leastTtlSeconds
    })
  }
  const address = { name: 'a.zone', type: 'A', ttlSeconds: 60, value: '10.0.0.1' } as const
  const question = { name: 'a.zone', type: 'A' } as const

  test('keeps what it was told for as long as it was told to, and says how much is left', () => {
    const world = { nowMs: 0, answer: said([address]), asked: 0 }
    const resolve = resolverOver(world)
    resolve(question)
    world.nowMs = 45_000
    expect(resolve(question)).toMatchObject({ isAuthoritative: false, answers: [{ ttlSeconds: 15 }] })
    expect(world.asked).toBe(1)
    world.nowMs = 60_000
    resolve(question)
    expect(world.asked).toBe(2)
  })

  test('keeps that there is nothing as well, so that an outage outlasts its end', () => {
    const world = { nowMs: 0, answer: said([], rcodes.noSuchName), asked: 0 }
    const resolve = resolverOver(world)
    resolve(question)
    world.answer = said([address])
    world.nowMs = 29_000
    expect(resolve(question)).toMatchObject({ rcode: rcodes.noSuchName, answers: [] })
    world.nowMs = 30_000
    expect(resolve(question).answers).toHaveLength(1)
  })

  test('of a company keeps everything for five minutes, whatever the TTL', () => {
    const world = { nowMs: 0, answer: said([address]), asked: 0 }
    const resolve = resolverOver(world, 300)
    resolve(question)
    world.nowMs = 299_000
    resolve(question)
    expect(world.asked).toBe(1)
  })
})
