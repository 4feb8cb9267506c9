import { describe, expect, test } from 'vitest'
import type { FakeAzure } from '../../connections/azure/testing/fake-azure.ts'
import { playThrough } from '../testing/lever-kit.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionKit, regionStage } from '../region-failover/testing/region-stage.ts'
import { regionRehearsal } from './index.ts'

/** Nothing is wrong. */
function calm({ endpoints: [first] }: FakeAzure): void {
  Object.assign(first, { isWell: true, monitorStatus: 'Online' })
}
const given = (more: (azure: FakeAzure) => void) => (azure: FakeAzure) => {
  calm(azure)
  more(azure)
}

describe('a rehearsal', () => {
  playsEveryKill(regionKit(() => regionStage(regionRehearsal, calm)))
})

test('enables, proves, sees that nobody is led there, and leaves all as it was', async () => {
  const stage = await regionStage(regionRehearsal, calm)
  const { plan } = await stage.plan()
  expect(plan.steps.map(({ id }) => id)).toEqual([
    'snapshot',
    'enable-secondary-endpoint',
    'well-secondary-endpoint',
    'moved',
    'disable-secondary-endpoint'
  ])
  const { run } = await playThrough(regionKit(() => Promise.resolve(stage)))
  expect(run).toMatchObject({ outcome: 'succeeded', proved: true })
  expect(stage.azure.endpoints.map(({ status }) => status)).toEqual(['Enabled', 'Disabled'])
  expect(stage.effects()).toHaveLength(2)
})

test('disables it again where it does not get well', async () => {
  const stage = await regionStage(regionRehearsal, calm)
  const azure = stage.azure
  azure.fault((response, _request, apply) => {
    apply()
    // From here on its probes fail.
    azure.endpoints[1].isWell = false
    response.end('{}')
  })
  const { run } = await playThrough(regionKit(() => Promise.resolve(stage)))
  expect(run.proved).not.toBe(true)
  expect(azure.endpoints.map(({ status }) => status)).toEqual(['Enabled', 'Disabled'])
})

test.each<[string, RegExp, (azure: FakeAzure) => void]>([
  ['another routing', /Only under Priority/, (azure) => (azure.properties = { trafficRoutingMethod: 'Weighted' })],
  ['nobody who serves well', /No endpoint is online/, ({ endpoints: [first] }) => (first.isWell = false)],
  ['all enabled', /Every endpoint is enabled/, ({ endpoints: [, second] }) => (second.status = 'Enabled')],
  ['a disabled profile', /is disabled/, (azure) => (azure.properties = { profileStatus: 'Disabled' })]
])('is refused with %s', async (_what, reason, more) => {
  const stage = await regionStage(regionRehearsal, given(more))
  const why = expect.stringMatching(reason) as string
  expect(regionRehearsal.judge(await stage.world())).toMatchObject({ state: 'refused', reason: why })
  expect(await stage.result()).toMatchObject({ kind: 'refused', reason: why })
})

test('is blocked where our own probe finds the stand-in ill', async () => {
  const stage = await regionStage(
    regionRehearsal,
    given(({ endpoints: [, second] }) => (second.isWell = false))
  )
  const { plan } = await stage.plan()
  expect(plan.blocked?.message).toContain('does not answer our own probe')
})
