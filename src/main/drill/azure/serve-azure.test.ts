import { Resolver } from 'node:dns/promises'
import { statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServedDrill } from '../serve.ts'
import { serveDrill } from '../serve.ts'
import { listOf, objectOf } from '../store/json-value.ts'
import { AzureClient } from './testing/azure-client.ts'

let drill: ServedDrill
let client: AzureClient
let profilePath: string

beforeAll(async () => {
  drill = await serveDrill({ scenario: 'region-down', seed: 7, speed: 100 })
  client = new AzureClient(drill.ready.azure?.settings ?? '')
  profilePath = `Microsoft.Network/trafficmanagerprofiles/${client.settings.profile}`
  await client.signIn()
}, 60_000)

afterAll(() => drill.close())

const endpoints = async () =>
  listOf(objectOf((await client.arm('GET', profilePath)).json['properties'])['endpoints']).map((one) => {
    const { name, properties } = objectOf(one)
    const { endpointStatus, endpointMonitorStatus, target } = objectOf(properties)
    return { name: String(name), target: String(target), endpointStatus, endpointMonitorStatus }
  })

/** Asks once, and rejects with the resolver's code where there is nothing. */
function alias(name: string, server: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  resolver.setServers([server])
  return resolver.resolveCname(name)
}

test('what it takes to sign in is in a file that only this user can read', () => {
  expect(statSync(drill.ready.azure?.settings ?? '').mode & 0o777).toBe(0o600)
  expect(JSON.stringify(drill.ready)).not.toContain(client.settings.secret)
})

describe('a token', () => {
  test('is given for the right secret only', async () => {
    const wrong = await client.token({ client_secret: 'not it' })
    expect([wrong.status, wrong.json['error']]).toEqual([401, 'invalid_client'])
    const right = await client.token()
    expect([right.status, right.json['token_type']]).toEqual([200, 'Bearer'])
  })

  test('is needed, and an api-version with it', async () => {
    const path = `/subscriptions/${client.settings.subscription}?api-version=2022-12-01`
    const without = await client.send('GET', path)
    expect([without.status, objectOf(without.json['error'])['code']]).toEqual([401, 'AuthenticationFailed'])
    expect(without.headers['www-authenticate']).toContain(`authorization_uri="${client.settings.arm}`)
    const token = String((await client.token()).json['access_token'])
    const unversioned = await client.send('GET', `/subscriptions/${client.settings.subscription}`, undefined, {
      authorization: `Bearer ${token}`
    })
    expect([unversioned.status, objectOf(unversioned.json['error'])['code']]).toEqual([
      400,
      'MissingApiVersionParameter'
    ])
  })
})

test('a region is switched: Degraded and Disabled, then CheckingEndpoint, Online, and the name servers follow', async () => {
  const [primary, secondary] = await endpoints()
  expect(primary).toMatchObject({ endpointStatus: 'Enabled', endpointMonitorStatus: 'Degraded' })
  expect(secondary).toMatchObject({ endpointStatus: 'Disabled', endpointMonitorStatus: 'Disabled' })
  const fqdn = String(
    objectOf(objectOf((await client.arm('GET', profilePath)).json['properties'])['dnsConfig'])['fqdn']
  )
  const { authoritative, resolver, vanity } = client.settings
  // All that is enabled is Degraded: then it is answered all the same.
  expect(await alias(fqdn, authoritative)).toEqual([primary?.target])
  expect(await alias(vanity, resolver)).toEqual([fqdn])

  const enabled = await client.arm('PATCH', `${profilePath}/ExternalEndpoints/${secondary?.name}`, {
    properties: { endpointStatus: 'Enabled' }
  })
  expect(enabled.status).toBe(200)
  expect(objectOf(enabled.json['properties'])).toMatchObject({
    endpointStatus: 'Enabled',
    endpointMonitorStatus: 'CheckingEndpoint',
    target: secondary?.target
  })
  await expect.poll(async () => (await endpoints())[1]?.endpointMonitorStatus, { timeout: 10_000 }).toBe('Online')
  await expect.poll(() => alias(fqdn, authoritative), { timeout: 10_000 }).toEqual([secondary?.target])

  await client.arm('PATCH', `${profilePath}/ExternalEndpoints/${primary?.name}`, {
    properties: { endpointStatus: 'Disabled' }
  })
  await client.arm('PATCH', `${profilePath}/ExternalEndpoints/${secondary?.name}`, {
    properties: { endpointStatus: 'Disabled' }
  })
  // Nothing may be answered: which of the two it is, is drawn.
  await expect
    .poll(() => alias(fqdn, authoritative).catch((error: NodeJS.ErrnoException) => error.code), { timeout: 10_000 })
    .toMatch(/^(ENOTFOUND|ENODATA)$/)
})
