import { expect, test } from 'vitest'
import type { MonitorStatus, StoredProfile } from './profile.ts'
import type { ObservedEndpoint } from './routing.ts'
import { answerable, routed } from './routing.ts'

const endpoint = (name: string, status: MonitorStatus, properties: object = {}): ObservedEndpoint => ({
  endpoint: { name, type: 'externalEndpoints', properties: { ...properties } },
  status
})
const profile = (trafficRoutingMethod: string, more: object = {}): StoredProfile => ({
  name: 'p',
  tags: {},
  properties: { profileStatus: 'Enabled', trafficRoutingMethod, ...more },
  endpoints: []
})
const asker = { chance: 0.9, places: ['US', 'GEO-NA', 'WORLD'], nearest: ['West US', 'East US'] }
const names = (method: StoredProfile, observed: readonly ObservedEndpoint[]): readonly string[] =>
  routed(method, observed, asker).map(({ name }) => name)

test('who is just being checked is answered; who is Degraded only where nobody is better', () => {
  const all = [endpoint('a', 'Degraded'), endpoint('b', 'CheckingEndpoint'), endpoint('c', 'Disabled')]
  expect(answerable(all).map(({ name }) => name)).toEqual(['b'])
  expect(answerable([endpoint('a', 'Degraded'), endpoint('c', 'Disabled')]).map(({ name }) => name)).toEqual(['a'])
  expect(answerable([endpoint('c', 'Disabled'), endpoint('d', 'Stopped'), endpoint('e', 'Inactive')])).toEqual([])
})

test('Priority takes the lowest, Weighted a share, Performance the nearest', () => {
  const two = [
    endpoint('east', 'Online', { priority: 1, weight: 1, endpointLocation: 'East US' }),
    endpoint('west', 'Online', { priority: 2, weight: 1, endpointLocation: 'West US' })
  ]
  expect(names(profile('Priority'), two.toReversed())).toEqual(['east'])
  expect(names(profile('Weighted'), two)).toEqual(['west'])
  expect(names(profile('Performance'), two)).toEqual(['west'])
  expect(names(profile('MultiValue', { maxReturn: 2 }), two)).toEqual(['east', 'west'])
})

test('Geographic does not fail over: whose place is switched off gets nothing', () => {
  const home = { geoMapping: ['US'] }
  const other = endpoint('other', 'Online', { geoMapping: ['GEO-EU'] })
  expect(names(profile('Geographic'), [endpoint('home', 'Degraded', home), other])).toEqual(['home'])
  expect(names(profile('Geographic'), [endpoint('home', 'Disabled', home), other])).toEqual([])
})

test('a disabled profile answers nobody', () => {
  expect(names(profile('Priority', { profileStatus: 'Disabled' }), [endpoint('a', 'Online', { priority: 1 })])).toEqual(
    []
  )
})
