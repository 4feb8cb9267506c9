import { expect, test } from 'vitest'
import { targetChecks } from '../../checks/registry.ts'
import type { Place } from '../../ports/place.ts'
import { endpointTarget } from '../../providers/azure/endpoint-target.ts'
import { regionFailover } from '../region-failover/index.ts'
import { regionStage } from '../region-failover/testing/region-stage.ts'
import { proveRegion } from './prove.ts'

const fqdn = 'istio-aks.trafficmanager.net'
const [ofLeft, ofWanted, ofBoth, ofPortal] = ['203.0.113.10', '203.0.113.20', '127.0.0.1', '198.51.100.1']

/** A clock on which nothing takes time, and that gives up a proof without an end. */
function clockOf() {
  const end = new AbortController()
  let ms = Date.parse('2026-12-01T03:00:00Z')
  let sleeps = 0
  const sleep = async (forMs: number): Promise<void> => {
    ms += forMs
    sleeps += 1
    if (sleeps > 100) end.abort(new Error('It has no end'))
  }
  return { clock: { speed: 1, now: () => new Date(ms), sleep }, abort: end.signal }
}

/** Every endpoint stands as it was left; the name leads where the answer says, for all who are asked. */
async function proven(answer: { readonly alias?: string; readonly addresses?: readonly string[] }) {
  const stage = await regionStage(regionFailover, (azure) => {
    const { endpoints } = azure
    for (const [index, one] of endpoints.entries()) {
      one.isWell = true
      one.status = index === 0 ? 'Disabled' : 'Enabled'
    }
    azure.names((name) => {
      if (name === fqdn) return answer
      const index = endpoints.findIndex(({ target }) => target === name)
      return index === -1 ? null : { addresses: [ofBoth, index === 0 ? ofLeft : ofWanted] }
    })
  })
  const { region } = await stage.world()
  if (region?.state !== 'value' || !stage.place.azure) throw new Error('the region was read')
  const { subscription, group, profile, endpoints } = region.value.profile
  const [away, to] = endpoints
  if (!away || !to) throw new Error('two endpoints were read')
  const { clock, abort } = clockOf()
  const place: Place = { ...stage.place, clock }
  const statuses = { [away.id]: 'Disabled', [to.id]: 'Enabled' } as const
  const proof = { subscription, group, profile, to: to.id, away: away.id, statuses }
  const { proved, checks } = await proveRegion({
    proof,
    mutations: [],
    changedAt: clock.now().toISOString(),
    place,
    abort,
    show: () => undefined,
    showPhase: () => undefined
  })
  const nameLeft = targetChecks.get('name left')
  const gate = await nameLeft?.(endpointTarget(stage.place.azure, away), place, abort)
  const said = checks.filter(({ name }) => ['authority', 'resolvers'].includes(name))
  return { proved, statuses: said.map(({ status }) => status), evidence: said[0]?.evidence, gate }
}

test('an address that only the endpoint leads to, which is wanted, proves that users are led there', async () => {
  expect(await proven({ addresses: [ofWanted] })).toMatchObject({
    proved: true,
    statuses: ['True', 'True'],
    evidence: expect.stringMatching(/203\.0\.113\.20, where secondary-endpoint leads$/),
    gate: { met: true }
  })
})

test.each([
  [
    'an address of the endpoint that is left',
    { addresses: [ofLeft] },
    'False',
    '203.0.113.10, where primary-endpoint leads'
  ],
  ['one of them beside a wanted one', { addresses: [ofWanted, ofLeft] }, 'False', 'leads'],
  [
    'the address of a portal',
    { addresses: [ofPortal] },
    'False',
    '198.51.100.1, where no endpoint of the profile leads'
  ],
  [
    'a portal beside a wanted one',
    { addresses: [ofWanted, ofPortal] },
    'False',
    'where no endpoint of the profile leads'
  ],
  [
    'an alias of a stranger',
    { alias: 'parked.example' },
    'False',
    'parked.example, where no endpoint of the profile leads'
  ],
  ['an address of both endpoints', { addresses: [ofBoth] }, 'Unknown', '127.0.0.1, and whose that is cannot be told']
])('%s proves nothing, and opens no gate', async (_what, answer, status, evidence) => {
  expect(await proven(answer)).toMatchObject({
    proved: false,
    statuses: [status, status],
    evidence: expect.stringContaining(evidence),
    gate: { met: false, text: expect.stringContaining(evidence) }
  })
})
