import { expect, it } from 'vitest'
import { FailureError, failureOf } from '../../contract/index.ts'
import { FakeCluster } from '../levers/deployment-rollback/testing/fake-cluster.ts'
import type { Observation } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { createStandingLookup } from './revision-standings.ts'

it('keeps what was measured last for when a look at the metrics fails', async () => {
  const cluster = new FakeCluster()
  const read = (value: unknown) => ({ state: 'value', value, observedAt: '2026-03-01T05:00:00Z' })
  const observation = {
    deployment: read(cluster.deployment),
    replicaSets: read(cluster.replicaSets)
  } as unknown as Observation
  let isLost = false
  const prometheus = {
    window: async () => ({ seconds: 60 }),
    async queryRange(_promql: string, startAt: string) {
      if (isLost) throw new FailureError(failureOf('unreachable', 'The API server does not answer'))
      return [{ labels: { response_code: '200' }, points: [{ at: startAt, value: 50 }] }]
    }
  }
  const session = {
    prometheus: () => prometheus,
    clock: { now: () => new Date('2026-03-01T05:00:00Z') }
  } as unknown as EnvironmentSession
  const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2 }
  const lookup = createStandingLookup({ session, limits, recorded: () => [], abort: new AbortController().signal })
  const said = (all: readonly { readonly standing: string }[]) => all.map(({ standing }) => standing)
  await lookup.refresh(observation)
  expect(said(lookup.lastMeasured())).toEqual(['good', 'good', 'good', 'good'])
  isLost = true
  await lookup.refresh(observation)
  expect(said(lookup.list())).toEqual(['none', 'none', 'none', 'none'])
  expect(said(lookup.lastMeasured())).toEqual(['good', 'good', 'good', 'good'])
})
