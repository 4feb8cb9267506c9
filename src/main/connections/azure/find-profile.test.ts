import { expect, onTestFinished, test } from 'vitest'
import { sendJson, startTlsServer } from '../testing/tls-server.ts'
import { findProfile } from './find-profile.ts'
import { startFakeAzure } from './testing/fake-azure.ts'
import { startNameServer } from './testing/name-server.ts'

const shop = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const other = '11111111-4b2d-4f6e-9a38-d215f0b6c3e4'
const entry = (subscription: string, name: string): object => ({
  id: `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Network/trafficManagerProfiles/${name}`,
  properties: { dnsConfig: { fqdn: `${name}.trafficmanager.net` } }
})

/** Two subscriptions, of which `refused` may not be listed; the profiles of the first are on two pages. */
async function open(refused: readonly string[] = []) {
  // Signs in as production does; what is listed is answered by a server of its own.
  const azure = await startFakeAzure()
  onTestFinished(() => azure.close())
  const server = await startTlsServer((request, response) => {
    const url = request.url ?? ''
    const at = (path: string): boolean => url.startsWith(`${path}?api-version=`)
    const of = (subscription: string): string =>
      `/subscriptions/${subscription}/providers/Microsoft.Network/trafficmanagerprofiles`
    if (refused.some((subscription) => at(of(subscription))))
      return sendJson(response, { error: { code: 'AuthorizationFailed', message: 'It may not be listed.' } }, 403)
    if (at('/subscriptions'))
      return sendJson(response, {
        value: [
          { subscriptionId: shop, displayName: 'Shop' },
          { subscriptionId: other, displayName: 'Other' }
        ],
        nextLink: ''
      })
    if (at(of(other))) return sendJson(response, { value: [entry(other, 'tm-other')] })
    if (!at(of(shop))) return sendJson(response, { error: { code: 'NotFound', message: 'There is none.' } }, 404)
    if (url.includes('page=2')) return sendJson(response, { value: [entry(shop, 'tm-shop')] })
    return sendJson(response, { value: [entry(shop, 'tm-first')], nextLink: `${server.url}${url}&page=2` })
  })
  onTestFinished(() => server.close())
  const names = await startNameServer((name) =>
    name === 'www.shop.example' ? { alias: 'tm-shop.trafficmanager.net' } : null
  )
  onTestFinished(() => names.close())
  const { drill, ...identity } = azure.access
  const authorityHost = drill?.endpoints.authorityHost ?? ''
  return (text: string) =>
    findProfile({
      identity,
      endpoints: { authorityHost, resourceManager: server.url },
      ca: server.ca,
      names: { authoritative: [names.address], recursive: [names.address] },
      text,
      version: '0',
      env: {},
      onSecret: () => undefined,
      abort: new AbortController().signal
    })
}

test('all pages of all subscriptions are looked through', async () => {
  const find = await open()
  expect(await find('tm-shop')).toMatchObject({
    subscription: `Shop (${shop})`,
    how: 'the only one of that name in 2 subscriptions with 3 profiles'
  })
})

test('where a subscription may not be listed, a host name still finds its profile, and a name does not', async () => {
  const find = await open([other])
  expect(await find('www.shop.example')).toMatchObject({ profile: 'tm-shop', front: 'www.shop.example' })
  await expect(find('tm-shop')).rejects.toMatchObject({
    failure: { code: 'conflict', remedy: expect.stringMatching(/Not looked through: Other \(.*may not/) as string }
  })
})

test('where none may be listed, that is why', async () => {
  const find = await open([shop, other])
  await expect(find('tm-shop')).rejects.toMatchObject({ failure: { code: 'forbidden' } })
})
