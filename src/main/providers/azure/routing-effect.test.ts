import { describe, expect, test } from 'vitest'
import type { TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { routingEffect, takenOverBy } from './routing-effect.ts'

const endpoint = (name: string, priority: number, change: Partial<TrafficEndpoint> = {}): TrafficEndpoint => ({
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
  nested: null,
  ...change
})
const disabled = { status: 'Disabled', monitorStatus: 'Disabled' } as const
const profileOf = (...endpoints: readonly TrafficEndpoint[]): TrafficProfile =>
  ({ isEnabled: true, profile: 'tm-shop', method: 'Priority', endpoints }) as unknown as TrafficProfile

describe('who is answered once the first of three regions is switched off', () => {
  const ill = endpoint('east', 1, { monitorStatus: 'Degraded' })
  const last = endpoint('south', 3, disabled)

  test.each<[string, TrafficEndpoint, string | null]>([
    ['one between them that is well', endpoint('west', 2), 'west'],
    ['one between them that is just being checked', endpoint('west', 2, { monitorStatus: 'CheckingEndpoint' }), 'west'],
    ['one between them that is never probed', endpoint('west', 2, { alwaysServe: true, monitorStatus: '' }), 'west'],
    ['one between them that is ill', endpoint('west', 2, { monitorStatus: 'Degraded' }), null],
    ['one between them that is switched off', endpoint('west', 2, disabled), null],
    ['one behind them', endpoint('west', 4), null]
  ])('%s', (_what, other, name) => {
    expect(takenOverBy(profileOf(ill, other, last), ill, last)?.name ?? null).toBe(name)
  })

  test('is told under Priority alone', () => {
    const profile = { ...profileOf(ill, endpoint('west', 2), last), method: 'Weighted' } as const
    expect(takenOverBy(profile, ill, last)).toBeNull()
  })
})

test('who is led to a third region already moves as soon as a better one is enabled', () => {
  const [ill, west, south] = [
    endpoint('east', 1, { monitorStatus: 'Degraded' }),
    endpoint('west', 2, disabled),
    endpoint('south', 3)
  ]
  expect(routingEffect(profileOf(ill, west, south), ill, west)).toMatchObject({
    enabling: 'west has the better priority (2 before 3 of south): enabling it moves everybody at once.',
    movesAtOnce: true
  })
  const well = endpoint('east', 1)
  expect(routingEffect(profileOf(well, west, south), well, west)).toMatchObject({ movesAtOnce: false })
})
