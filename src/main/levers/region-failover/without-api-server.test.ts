import { expect, test } from 'vitest'
import { playThrough } from '../testing/lever-kit.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

test('a failover is approved and proved while the API server of the region that is down says nothing', async () => {
  const stage = await regionStage(regionFailover)
  const place = { ...stage.place, inDoubtSince: () => '2026-03-01T03:12:10.000Z' }
  const { run } = await playThrough(regionKit(() => Promise.resolve({ ...stage, place })))
  expect(run).toMatchObject({ outcome: 'succeeded', proved: true, failure: null })
})
