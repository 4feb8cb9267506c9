import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createNameServers } from '../../src/main/connections/dns/name-servers.ts'
import { isOwnAddress } from '../../src/main/connections/dns/own-addresses.ts'
import { createProbe } from '../../src/main/connections/azure/probe.ts'
import { isAllowed } from '../../src/main/providers/azure/access.ts'

// What somebody who may write profiles, roles or names in Azure does to a console that reads them.

const never = new AbortController().signal

it('has us ask a service of this computer, by a path and headers of his choice: nobody is asked', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const probe = createProbe(createNameServers({ given: null, fronts: [] }).addressOf)
  const settings = {
    protocol: 'HTTP',
    port,
    path: '/latest/meta-data/iam?x=1',
    intervalSeconds: 30,
    timeoutSeconds: 5,
    toleratedFailures: 3,
    headers: [{ name: 'Metadata', value: 'true' }],
    expected: []
  } as const
  for (const target of ['127.0.0.1', '0.0.0.0', 'localhost', '::1', '::ffff:127.0.0.1', '169.254.169.254', '127.1'])
    for (const protocol of ['HTTP', 'TCP'] as const)
      expect(await probe(target, { ...settings, protocol }, never), target).not.toMatchObject({ isWell: true })
  expect(await probe('localhost', settings, never)).toMatchObject({ isWell: null })
  expect(asked).toBe(0)
})

it.each([
  ['127.8.9.1', true],
  ['0.0.0.0', true],
  ['169.254.169.254', true],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['::', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['fe80::1%eth0', true],
  ['not an address', true],
  ['20.50.2.1', false],
  // The way to a service may be a private one.
  ['10.1.2.3', false],
  ['2603:1020::1', false]
])('the address %s is of this computer or its link: %s', (address, isOwn) => {
  expect(isOwnAddress(address)).toBe(isOwn)
})

it('writes a role of many stars: it is read in no time, and means what Azure means by it', () => {
  const action = 'Microsoft.Network/trafficManagerProfiles/externalEndpoints/write'
  const allows = (pattern: string) => isAllowed({ value: [{ actions: [pattern], notActions: [] }] }, action)
  const startedMs = performance.now()
  expect(allows(`${'*e'.repeat(40)}*x`)).toBe(false)
  expect(allows(`${'*'.repeat(5_000)}x`)).toBe(false)
  expect(performance.now() - startedMs).toBeLessThan(200)
  for (const pattern of ['*', '*/write', 'microsoft.network/*', 'Microsoft.Network/*/externalEndpoints/*', action])
    expect(allows(pattern), pattern).toBe(true)
  for (const pattern of ['*/read', 'Microsoft.Network/*/read', '*/write/*', 'Microsoft.Net', `${action}*e`, ''])
    expect(allows(pattern), pattern).toBe(false)
})
