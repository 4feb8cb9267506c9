import { expect, it } from 'vitest'
import { failureOf } from '../../contract/index.ts'
import type { ObservedRegion } from '../ports/azure.ts'
import { createEndpointStates } from './endpoint-states.ts'
import { regionNotice } from './region-notice.ts'

type Read = Extract<ObservedRegion, { state: 'value' }>

function region(
  minute: number,
  endpoints: readonly (readonly [name: string, status: string, isWell: boolean | null])[],
  monitorStatus = 'Degraded'
) {
  const value = {
    profile: {
      fqdn: 'tm-shop.trafficmanager.net',
      probe: { timeoutSeconds: 9 },
      endpoints: endpoints.map(([name, status]) => ({
        id: name,
        name,
        location: `${name} Europe`,
        status,
        monitorStatus
      }))
    },
    probes: new Map(
      endpoints.flatMap(([name, , isWell]) => (isWell === null ? [] : [[name, { isWell, text: 'no answer' }] as const]))
    )
  }
  return { state: 'value', value, observedAt: `2026-03-01T02:0${minute}:00.000Z` } as unknown as Read
}

it('says which region does not answer since when, and what no reading tells', () => {
  const states = createEndpointStates()
  const readings = [1, 2, 3].map((minute) =>
    region(minute, [
      ['West', 'Enabled', minute < 2],
      ['North', 'Disabled', true]
    ])
  )
  for (const reading of readings) states.see(reading)
  expect(readings.map((reading) => regionNotice(reading, states)?.lead)).toEqual([
    undefined,
    'Region West Europe does not answer, since 02:02:00 UTC or earlier.',
    'Region West Europe does not answer, since 02:02:00 UTC or earlier.'
  ])
  expect(regionNotice(readings[2], states)?.text).toContain(
    'Profile tm-shop.trafficmanager.net: West is Degraded by Traffic Manager'
  )
  const both = region(4, [
    ['West', 'Enabled', false],
    ['North', 'Enabled', false]
  ])
  expect(regionNotice(both, states)?.lead).toContain('Regions West Europe and North Europe do not answer')
})

it('says what Traffic Manager finds while our own probe is waited for, and nothing where nothing leads here', () => {
  const states = createEndpointStates()
  expect(regionNotice(region(1, [['West', 'Enabled', null]]), states)).toEqual({
    tone: 'unk',
    lead: 'West is Degraded by Traffic Manager.',
    text: 'Profile tm-shop.trafficmanager.net: our own probe has gone out, and is waited for up to 9 s, as Traffic Manager does.'
  })
  expect(regionNotice(region(1, [['West', 'Disabled', null]]), states)).toBeNull()
  expect(regionNotice(undefined, states)).toBeNull()
})

it('says that it is not known where it cannot be read, never that it is well', () => {
  const failure = failureOf('unauthorized', 'Azure does not take the sign-in any more.')
  const lost = { state: 'unreachable', failure, sinceAt: '2026-03-01T02:00:00.000Z' } as const
  expect(regionNotice(lost, createEndpointStates())).toEqual({
    tone: 'unk',
    lead: 'What leads users here is not known.',
    text: 'Azure does not take the sign-in any more. Not read since 02:00:00 UTC.'
  })
})

it('says what to do where it cannot be read', () => {
  const remedy = 'Sign in to Azure again, in Connections.'
  const failure = failureOf('unauthorized', 'Azure does not take the sign-in any more.', { remedy })
  const lost = { state: 'unreachable', failure, sinceAt: '2026-03-01T02:00:00.000Z' } as const
  expect(regionNotice(lost, createEndpointStates())?.text).toMatch(
    /Not read since 02:00:00 UTC\. Sign in to Azure again/
  )
})

it('says what only our own probe finds while Traffic Manager still says Online, and that nobody answers "again"', () => {
  const states = createEndpointStates()
  const doubtful = region(1, [['North', 'Enabled', false]], 'Online')
  states.see(doubtful)
  expect(regionNotice(doubtful, states)).toEqual({
    tone: 'bad',
    lead: 'Region North Europe does not answer our own probe.',
    text: 'Profile tm-shop.trafficmanager.net: North does not answer our own probe (no answer), and is Online by Traffic Manager, which may see it later.'
  })
  expect(states.since('North')).toBeUndefined()
})
