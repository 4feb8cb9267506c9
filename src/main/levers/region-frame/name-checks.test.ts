import { expect, test } from 'vitest'
import type { AskedServer, NameAnswer, TrafficEndpoint } from '../../ports/azure.ts'
import { nameChecks } from './name-checks.ts'

const endpoint = (name: string): TrafficEndpoint => ({
  id: name,
  kind: 'externalEndpoints',
  name,
  target: `${name}.shop.example`,
  location: '',
  status: 'Enabled',
  monitorStatus: 'Online',
  priority: 1,
  weight: null,
  alwaysServe: false,
  geographies: 0,
  subnets: 0,
  nested: null
})
const endpoints = [endpoint('east'), endpoint('west')]
const leads = new Map(endpoints.map(({ id }) => [id, new Set(['192.0.2.7'])] as const))
const alias = (target: string): NameAnswer => ({ kind: 'alias', target, ttlSeconds: 30 })
const shared: NameAnswer = { kind: 'addresses', addresses: ['192.0.2.7'], ttlSeconds: 30 }
const asked = (server: string, answer: NameAnswer): AskedServer => ({ server, answer })

function checksOf(zone: NameAnswer, ...resolvers: readonly NameAnswer[]) {
  const reading = {
    authoritative: [asked('192.0.2.53', zone)],
    recursive: resolvers.map((answer, index) => asked(`192.0.2.${index + 1}`, answer)),
    fronts: []
  }
  return nameChecks(reading, { kind: 'awayFrom', id: 'east' }, { endpoints }, leads).map(([, , said]) => said)
}

test('where one address is that of both endpoints, it is said so, and the name servers of the zone decide', () => {
  const [zone, resolvers] = checksOf(alias('west.shop.example'), shared, alias('west.shop.example'))
  expect(zone).toMatchObject({ status: 'True' })
  expect(resolvers).toMatchObject({ status: 'Unknown', informs: true })
  expect(resolvers?.evidence).toContain('192.0.2.7, and whose that is cannot be told')
})

test('where nobody tells it, such an address stands against the proof', () => {
  const unasked: NameAnswer = { kind: 'notMeasurable', text: 'it does not answer for the zone' }
  for (const zone of [shared, unasked])
    expect(checksOf(zone, shared)[1]).toMatchObject({ status: 'Unknown', informs: false })
})

test('each of several resolvers has to lead elsewhere', () => {
  const [, resolvers] = checksOf(alias('west.shop.example'), alias('west.shop.example'), alias('east.shop.example'))
  expect(resolvers).toMatchObject({ status: 'False' })
})
