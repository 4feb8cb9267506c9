import { expect, it, test } from 'vitest'
import { FailureError, type Failure } from '../../../contract/index.ts'
import { chooseProfile, type HostLead, type LookedThrough } from './choose-profile.ts'
import { profilesIn, subscriptionsIn } from './listed-profiles.ts'

const shop = '7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4'
const test2 = '11111111-4b2d-4f6e-9a38-d215f0b6c3e4'
const idOf = (subscription: string, group: string, name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/trafficManagerProfiles/${name}`
const entry = (subscription: string, group: string, name: string, fqdn: string): object => ({
  id: idOf(subscription, group, name),
  name,
  properties: { dnsConfig: { fqdn } }
})

function looked(unread: readonly string[] = []): LookedThrough {
  const subscriptions = subscriptionsIn({
    value: [{ subscriptionId: shop, displayName: 'Shop' }, { subscriptionId: test2 }]
  }).items
  const { items: first } = profilesIn(
    {
      value: [
        entry(shop, 'rg-shop', 'tm-shop', 'shop.trafficmanager.net'),
        entry(shop, 'rg-a', 'tm-two', 'a.trafficmanager.net')
      ]
    },
    shop
  )
  const { items: second } = profilesIn({ value: [entry(test2, 'rg-b', 'TM-two', 'b.trafficmanager.net')] }, test2)
  return { subscriptions, profiles: [...first, ...second], unread }
}

const link = (name: string, target: string) => ({ name, target, ttlSeconds: 60 })
const led: HostLead = {
  links: [link('www.shop.example', 'shop.trafficmanager.net')],
  end: 'profile',
  text: 'shop.trafficmanager.net'
}

function refusal(text: string, of: LookedThrough, lead: HostLead | null): Failure {
  try {
    chooseProfile(text, of, lead)
  } catch (error) {
    if (error instanceof FailureError) return error.failure
  }
  return expect.fail('it was chosen')
}

it('takes the only one of a name, in whatever letter case', () => {
  expect(chooseProfile('tm-shop', looked(), null)).toEqual({
    id: idOf(shop, 'rg-shop', 'tm-shop'),
    profile: 'tm-shop',
    group: 'rg-shop',
    subscription: `Shop (${shop})`,
    how: 'the only one of that name in 2 subscriptions with 3 profiles',
    front: null
  })
})

it('takes the one that a host name leads to, also where not everything was looked through', () => {
  expect(chooseProfile('www.shop.example', looked(['Other (refused)']), led)).toMatchObject({
    id: idOf(shop, 'rg-shop', 'tm-shop'),
    how: 'www.shop.example leads to shop.trafficmanager.net, which is its own name',
    front: 'www.shop.example'
  })
  expect(chooseProfile('shop.trafficmanager.net', looked(), { ...led, links: [] })).toMatchObject({
    how: 'shop.trafficmanager.net is its own name',
    front: null
  })
})

it('takes none of several, and names them, what was looked through and the way out', () => {
  const failure = refusal('tm-two', looked(), null)
  expect(failure.code).toBe('conflict')
  expect(failure.message).toBe(
    `tm-two is more than one Traffic Manager profile: tm-two of group rg-a, subscription Shop (${shop}); TM-two of group rg-b, subscription ${test2}.`
  )
  expect(failure.remedy).toMatch(/2 subscriptions with 3 profiles: Shop, 11111111-.*Give its resource id/)
})

it('takes none for the only one of its name where others were not looked through', () => {
  const failure = refusal('tm-shop', looked(['Other (Azure did not let it)']), null)
  expect(failure).toMatchObject({ code: 'conflict' })
  expect(failure.remedy).toContain('Not looked through: Other (Azure did not let it).')
})

it('takes none where a profile is called as a host name that leads to another one', () => {
  const of = looked()
  const { items } = profilesIn({ value: [entry(shop, 'rg-c', 'www.shop.example', 'c.trafficmanager.net')] }, shop)
  const both = { ...of, profiles: [...of.profiles, ...items] }
  expect(refusal('www.shop.example', both, led)).toMatchObject({ code: 'conflict' })
})

test.each<[string, HostLead | null, RegExp]>([
  ['no host name', null, /^No Traffic Manager profile is called tm-none\.$/],
  [
    'somebody else’s profile',
    { ...led, text: 'other.trafficmanager.net' },
    /other\.trafficmanager\.net, which is of no/
  ],
  ['addresses of its own', { links: [], end: 'addresses', text: '192.0.2.1' }, /addresses of its own/],
  [
    'past it',
    { links: [link('a.b', 'cdn.example')], end: 'elsewhere', text: 'cdn.example' },
    /cdn\.example, past Traffic/
  ],
  ['nothing', { links: [], end: 'dark', text: 'no such name' }, /there is nothing \(no such name\)/],
  ['nobody to ask', { links: [], end: 'notMeasurable', text: 'blocked' }, /cannot be asked from here \(blocked\)/]
])('says why none is found: %s', (_case, lead, said) => {
  const failure = refusal('tm-none', looked(), lead)
  expect(failure.code).toBe('notFound')
  expect(failure.message).toMatch(said)
  expect(failure.remedy).toContain('Give its resource id')
})

it('takes no profile of another subscription than was asked, and then not all was read', () => {
  const told = profilesIn({ value: [entry(test2, 'rg-b', 'tm-two', 'b.trafficmanager.net')] }, shop)
  expect(told).toEqual({ items: [], isWhole: false })
})
