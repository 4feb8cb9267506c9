import { expect, test } from 'vitest'
import type { TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { differences, expectedOf } from './fingerprint.ts'

const endpoint = (name: string, priority: number): TrafficEndpoint => ({
  id: `/endpoints/${name}`,
  kind: 'externalEndpoints',
  name,
  target: `${name}.example.com`,
  location: '',
  status: 'Enabled',
  monitorStatus: 'Online',
  priority,
  weight: 1,
  alwaysServe: false,
  geographies: 0,
  subnets: 0,
  nested: null
})

const profile = {
  isEnabled: true,
  method: 'Priority',
  fqdn: 'cart.trafficmanager.net',
  ttlSeconds: 30,
  probe: { path: '/healthz' },
  endpoints: [endpoint('west', 1), endpoint('north', 2)]
} as unknown as TrafficProfile

test('what somebody else changed of a profile is named, with its value of before', () => {
  const before = expectedOf(profile)
  expect(differences(profile, before)).toEqual([])
  expect(differences({ ...profile, ttlSeconds: 300 }, before)).toEqual(['TTL is 300 s instead of 30 s'])
  const [west, north] = profile.endpoints as readonly [TrafficEndpoint, TrafficEndpoint]
  const swapped = {
    ...profile,
    endpoints: [
      { ...west, priority: 5 },
      { ...north, status: 'Disabled' as const }
    ]
  }
  expect(differences(swapped, before)).toEqual([
    'north is Disabled instead of Enabled',
    'priority of west is 5 instead of 1'
  ])
  const added = { ...profile, endpoints: [west, north, endpoint('south', 3)] }
  expect(differences(added, before)).toContain('priority of south is 3, and was not there')
})

test('what cannot be told, as headers of a probe, and what an earlier version recorded, is named as a whole', () => {
  const before = expectedOf(profile)
  const probed = { ...profile, probe: { path: '/ready' } } as unknown as TrafficProfile
  expect(differences(probed, before)).toEqual(['its probe, or what else is not shown, is another than before'])
  const { said: _said, ...earlier } = before
  expect(differences({ ...profile, ttlSeconds: 300 }, earlier)).toEqual(['its settings are others than before'])
})
