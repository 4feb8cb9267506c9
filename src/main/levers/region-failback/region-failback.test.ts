import { describe, expect, test } from 'vitest'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionFailback } from './index.ts'

const snapshot = JSON.stringify({
  'externalEndpoints/primary-endpoint': 'Enabled',
  'externalEndpoints/secondary-endpoint': 'Disabled'
})

/** As a failover left it, with the first region well again. */
function failedOver({ endpoints: [first, second] }: FakeAzure): void {
  Object.assign(first, { status: 'Disabled', monitorStatus: 'Disabled', isWell: true })
  Object.assign(second, { status: 'Enabled', monitorStatus: 'Online' })
}

describe('a way back to what stood before', () => {
  playsEveryKill(regionKit(() => regionStage(regionFailback, failedOver, { snapshot })))
})

test('goes back to the snapshot, which need not be one on and one off', async () => {
  const both = snapshot.replace('Disabled', 'Enabled')
  const { plan } = await (await regionStage(regionFailback, failedOver, { snapshot: both })).plan()
  expect(plan.steps.map(({ id }) => id)).toEqual([
    'snapshot',
    'enable-primary-endpoint',
    'well-primary-endpoint',
    'moved'
  ])
  expect(plan.blocked).toBeUndefined()
})

test('leads nobody to a region that our own probe does not find well', async () => {
  const stage = await regionStage(
    regionFailback,
    (azure) => {
      failedOver(azure)
      azure.endpoints[0].isWell = false
    },
    { snapshot }
  )
  const { plan } = await stage.plan()
  expect(plan.blocked?.message).toContain('does not answer our own probe')
})

test.each([
  ['without a snapshot', null, { kind: 'needsChoice' }],
  ['with one that is none', { snapshot: '{"a":1}' }, { kind: 'needsChoice' }],
  ['of an endpoint that is gone', { snapshot: '{"externalEndpoints/x":"Enabled"}' }, { kind: 'failed' }]
])('plans nothing %s', async (_what, choice, expected) => {
  const stage = await regionStage(regionFailback, failedOver)
  expect(await stage.result(choice)).toMatchObject(expected)
})
