import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AzureStage } from '../testing/azure-stage.ts'
import { openAzureStage, planOf } from '../testing/azure-stage.ts'
import type { WireAnswer } from '../testing/azure-client.ts'

let stage: AzureStage
beforeAll(async () => {
  stage = await openAzureStage(planOf('region-switch'), 1)
}, 60_000)
afterAll(() => stage.close())

const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** A request to the sign-in service of the tenant. */
function post(what: string, fields: Readonly<Record<string, string>>): Promise<WireAnswer> {
  const { tenant } = stage.client.settings
  return stage.client.send('POST', `/${tenant}/oauth2/v2.0/${what}`, new URLSearchParams(fields).toString(), form)
}

const scopeOf = (): string => `${stage.client.settings.arm}/.default offline_access openid profile`

/** Whether ARM takes the token. */
async function isTaken({ json }: WireAnswer): Promise<boolean> {
  const { status } = await stage.client.send('GET', '/subscriptions?api-version=2022-12-01', undefined, {
    authorization: `Bearer ${String(json['access_token'])}`
  })
  return status === 200
}

test('says where its endpoints are, and which tenants it has', async () => {
  const { arm, tenant } = stage.client.settings
  const told = await stage.client.send('GET', `/${tenant}/v2.0/.well-known/openid-configuration`)
  expect(told.json).toMatchObject({
    token_endpoint: `${arm}/${tenant}/oauth2/v2.0/token`,
    issuer: `${arm}/${tenant}/v2.0`
  })
  const other = await stage.client.send(
    'GET',
    '/11111111-1111-4111-8111-111111111111/v2.0/.well-known/openid-configuration'
  )
  expect([other.status, other.json['error_codes']]).toEqual([400, [90002]])
  const found = await stage.client.send('GET', '/common/discovery/instance?api-version=1.1')
  expect(found.json['tenant_discovery_endpoint']).toContain(tenant)
})

test('an application signs in with a certificate or as a workload, by an assertion that names it', async () => {
  const { client } = stage.client.settings
  const assertion = (payload: object): string =>
    `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`
  const ask = (client_assertion: string): Promise<WireAnswer> =>
    post('token', {
      grant_type: 'client_credentials',
      client_id: client,
      scope: `${stage.client.settings.arm}/.default`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion
    })
  expect(await isTaken(await ask(assertion({ iss: client, sub: client })))).toBe(true)
  expect((await ask(assertion({ iss: 'another', sub: 'another' }))).json['error']).toBe('invalid_client')
})

describe('a person', () => {
  test('signs in through the browser, with a code that only the asker can redeem', async () => {
    const { tenant } = stage.client.settings
    const verifier = randomBytes(32).toString('base64url')
    const redirect = 'http://localhost:12345/'
    const asked = new URLSearchParams({
      client_id: 'app',
      response_type: 'code',
      redirect_uri: redirect,
      scope: scopeOf(),
      state: 'mine',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256'
    })
    const sentBack = await stage.client.send('GET', `/${tenant}/oauth2/v2.0/authorize?${asked.toString()}`)
    const back = new URL(sentBack.headers.location ?? '')
    expect([sentBack.status, back.origin, back.searchParams.get('state')]).toEqual([
      302,
      'http://localhost:12345',
      'mine'
    ])
    const code = {
      grant_type: 'authorization_code',
      client_id: 'app',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirect
    }
    expect((await post('token', { ...code, code_verifier: 'another' })).json['error']).toBe('invalid_grant')
    const signedIn = await post('token', { ...code, code_verifier: verifier })
    expect(signedIn.json).toMatchObject({ token_type: 'Bearer', scope: scopeOf() })
    expect(await isTaken(signedIn)).toBe(true)
    expect((await post('token', { ...code, code_verifier: verifier })).json['error']).toBe('invalid_grant')

    const refresh = {
      grant_type: 'refresh_token',
      client_id: 'app',
      refresh_token: String(signedIn.json['refresh_token'])
    }
    expect(await isTaken(await post('token', refresh))).toBe(true)
    const acrs = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } })
    expect((await post('token', { ...refresh, claims: acrs })).json['error']).toBe('interaction_required')
  })

  test('is sent nowhere but back to this computer', async () => {
    const { tenant } = stage.client.settings
    const answer = await stage.client.send('GET', `/${tenant}/oauth2/v2.0/authorize?redirect_uri=https://example.org/`)
    expect([answer.status, answer.json['error_codes']]).toEqual([400, [50011]])
  })

  test('signs in with a code on another device, once it was entered there', async () => {
    const { json: asked } = await post('devicecode', { client_id: 'app', scope: scopeOf() })
    expect(String(asked['message'])).toContain(String(asked['user_code']))
    const fetched = (): Promise<WireAnswer> =>
      post('token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'app',
        device_code: String(asked['device_code'])
      })
    expect((await fetched()).json['error']).toBe('authorization_pending')
    await stage.client.send('GET', `/devicelogin?otc=${String(asked['user_code'])}`)
    expect(await isTaken(await fetched())).toBe(true)
  })
})
