import { expect, it } from 'vitest'
import type { TrafficEndpoint } from '../../ports/azure.ts'
import { endpointSaid } from './endpoint-said.ts'

const endpoint = (monitorStatus: string) =>
  ({ name: 'west', location: 'UK West', status: 'Enabled', monitorStatus }) as TrafficEndpoint

it.each([
  ['Online', true, 'True', false],
  ['Online', false, 'False', true],
  ['Degraded', false, 'False', true],
  ['Degraded', true, 'False', false],
  ['Online', null, 'False', false]
] as const)('says what hurts those who are led to an endpoint: %s, own probe %s', (seen, isWell, status, isHarm) => {
  const said = endpointSaid(endpoint(seen), { isWell, text: '503' })
  expect(said).toMatchObject({ status, evidence: `west is ${seen}; own probe: 503` })
  expect(said.harm).toBe(isHarm ? 'UK West does not answer our own probe (503): users are led there.' : undefined)
})

it('says that it is gone', () => {
  expect(endpointSaid(undefined, { isWell: null, text: '' })).toEqual({ status: 'False', evidence: 'It is gone' })
})
