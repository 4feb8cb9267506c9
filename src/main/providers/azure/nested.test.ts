import { describe, expect, test } from 'vitest'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import type { NameAnswer, ProfileName, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { expectedOf } from './fingerprint.ts'
import { leadOf } from './name-lead.ts'
import { namesEndpoint } from './name-verdict.ts'
import { probed } from './nested.ts'
import { withNested } from './read-nested.ts'
import { nestedWords } from './nested-panel.ts'
import { readProfile } from './read-profile.ts'

const subscription = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const named = (profile: string): ProfileName => ({ subscription, group: 'rg', profile })
const never = new AbortController().signal

const endpoint = (name: string, type: string, properties: object) => ({
  name,
  type: `Microsoft.Network/trafficManagerProfiles/${type}`,
  properties: { endpointStatus: 'Enabled', endpointMonitorStatus: 'Online', ...properties }
})

function json(fqdn: string, endpoints: readonly object[], more: object = {}): JsonObject {
  return {
    properties: {
      profileStatus: 'Enabled',
      trafficRoutingMethod: 'Priority',
      dnsConfig: { fqdn, ttl: 30 },
      monitorConfig: { protocol: 'HTTPS', port: 443, path: '/outer' },
      endpoints,
      ...more
    }
  }
}

const child = (states: readonly string[], more: object = {}): JsonObject =>
  json(
    'shop-home.trafficmanager.net',
    states.map((endpointMonitorStatus, index) =>
      endpoint(`inner-${index}`, 'externalEndpoints', { target: `east-${index}.shop.example`, endpointMonitorStatus })
    ),
    { monitorConfig: { protocol: 'HTTPS', port: 8_443, path: '/inner' }, ...more }
  )

async function seen(inner: JsonObject | Error, of: { readonly in?: string; readonly least?: number } = {}) {
  const { in: where = subscription, least = 1 } = of
  const id = `/subscriptions/${where}/resourceGroups/rg/providers/Microsoft.Network/trafficManagerProfiles/tm-home`
  const parent = json('shop.trafficmanager.net', [
    endpoint('home', 'nestedEndpoints', {
      target: 'shop-home.trafficmanager.net',
      targetResourceId: id,
      minChildEndpoints: least
    }),
    endpoint('away', 'externalEndpoints', { target: 'west.shop.example' })
  ])
  const readInner = (): Promise<JsonObject> => (inner instanceof Error ? Promise.reject(inner) : Promise.resolve(inner))
  const azure = { profile: named('tm'), readProfile: readInner }
  return withNested(azure, readProfile(named('tm'), parent), never)
}

function both({ endpoints }: TrafficProfile) {
  const [home, away] = endpoints
  if (!home || !away) throw new Error('two endpoints were read')
  return { home, away, endpoints }
}
const hasLeft = (answer: NameAnswer, { id }: TrafficEndpoint, endpoints: readonly TrafficEndpoint[]): boolean =>
  leadOf(answer, { kind: 'awayFrom', id }, endpoints, new Map()) === 'wanted'
const alias = (target: string) => ({ kind: 'alias', target, ttlSeconds: 30 }) as const

describe('an answer that leads into a nested profile', () => {
  test('has one of its endpoints, as Traffic Manager goes through it by itself: nobody has left', async () => {
    const { home, away, endpoints } = both(await seen(child(['Online', 'Online'])))
    expect(namesEndpoint(alias('east-1.shop.example'), home)).toBe(true)
    expect(hasLeft(alias('east-1.shop.example'), home, endpoints)).toBe(false)
    expect(hasLeft(alias('west.shop.example'), home, endpoints)).toBe(true)
    expect(hasLeft(alias('east-0.shop.example'), away, endpoints)).toBe(true)
  })

  test.each([
    ['refused', new FailureError(failureOf('forbidden', 'You may not read it.')), {}, /You may not/],
    [
      'in another subscription',
      child(['Online']),
      { in: '11111111-1111-4111-8111-111111111111' },
      /another subscription/
    ]
  ])(
    'cannot be told where that is %s: only an answer with another endpoint has left',
    async (_why, inner, of, text) => {
      const { home, endpoints } = both(await seen(inner, of))
      expect(home.nested).toMatchObject({ seen: null, unread: expect.stringMatching(text) as string })
      expect(hasLeft(alias('east-0.shop.example'), home, endpoints)).toBe(false)
      expect(hasLeft(alias('west.shop.example'), home, endpoints)).toBe(true)
    }
  )
})

test('who is answered inside is probed, as the inner profile probes', async () => {
  const profile = await seen(child(['Degraded', 'Online']))
  expect(probed(both(profile).home, profile)).toMatchObject({
    target: 'east-1.shop.example',
    settings: { port: 8_443, path: '/inner' }
  })
  expect(probed(both(profile).away, profile)).toMatchObject({
    target: 'west.shop.example',
    settings: { path: '/outer' }
  })
})

test('what goes on inside is no change of the profile around it; another profile behind it is one', async () => {
  const before = expectedOf(await seen(child(['Online'])))
  expect(expectedOf(await seen(child(['Degraded', 'Online'])))).toEqual(before)
  expect(expectedOf(await seen(child(['Online']), { least: 2 }))).not.toEqual(before)
})

test.each<[readonly string[], number, object, RegExp]>([
  [['Online', 'Online'], 1, {}, /^2 of 2 endpoints in tm-home are online, 1 has to be: home counts as well\. /],
  [['Online', 'Degraded'], 1, {}, /counts as well, and does no more if one is lost/],
  [['Degraded', 'Online'], 2, {}, /2 have to be: home counts as degraded/],
  [['Online'], 2, {}, /can never count as well/],
  [['Online'], 1, { profileStatus: 'Disabled' }, /is disabled: home counts as stopped/]
])('of %j at least %i %j: %s', async (states, least, more, words) => {
  const { home } = both(await seen(child(states, more), { least }))
  if (!home.nested?.seen) throw new Error('it was read')
  expect(nestedWords(home.name, home.nested, home.nested.seen)).toMatch(words)
  expect(nestedWords(home.name, home.nested, home.nested.seen)).toMatch(
    /changes what its parent chooses, and nothing in/
  )
})
