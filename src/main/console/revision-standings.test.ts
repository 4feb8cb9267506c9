import { expect, it } from 'vitest'
import { FailureError, failureOf } from '../../contract/index.ts'
import { FakeCluster } from '../levers/deployment-rollback/testing/fake-cluster.ts'
import type { Observation } from '../status/index.ts'
import { istioMeter } from '../providers/prometheus/meters/shipped.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { createStandingLookup } from './revision-standings.ts'

function stage() {
  const cluster = new FakeCluster()
  const at = '2026-03-01T05:00:00Z'
  const read = (value: unknown) => ({ state: 'value', value, observedAt: at })
  const observation = {
    deployment: read(cluster.deployment),
    replicaSets: read(cluster.replicaSets)
  } as unknown as Observation
  const known = { link: 'ok', isLost: false }
  const prometheus = {
    window: async () => ({ seconds: 60 }),
    meter: istioMeter,
    async queryRange(_promql: string, startAt: string) {
      if (known.isLost) throw new FailureError(failureOf('unreachable', 'The API server does not answer'))
      return [{ labels: { response_code: '200' }, points: [{ at: startAt, value: 50 }] }]
    }
  }
  const session = {
    prometheus: () => prometheus,
    connection: { link: () => ({ state: known.link }) },
    clock: { now: () => new Date(at) }
  } as unknown as EnvironmentSession
  const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }
  const lookup = createStandingLookup({ session, limits, recorded: () => [], abort: new AbortController().signal })
  return { lookup, observation, known, said: () => lookup.list().map(({ standing }) => standing) }
}

it('keeps the marks of revisions while the cluster is not reached, and before that is sure', async () => {
  const { lookup, observation, known, said } = stage()
  await lookup.refresh(observation)
  known.isLost = true
  known.link = 'failing'
  await lookup.refresh(observation)
  expect(said()).toEqual(['good', 'good', 'good', 'good'])
  known.link = 'ok'
  const { deployment } = observation
  const last = deployment.state === 'value' ? { value: deployment.value, observedAt: '' } : expect.fail()
  const failure = failureOf('unreachable', 'The API server does not answer')
  await lookup.refresh({ ...observation, deployment: { state: 'unreachable', failure, sinceAt: '', last } })
  expect(said()).toEqual(['good', 'good', 'good', 'good'])
})

it('keeps what was measured last for when a look at the metrics fails', async () => {
  const { lookup, observation, known } = stage()
  const said = (all: readonly { readonly standing: string }[]) => all.map(({ standing }) => standing)
  await lookup.refresh(observation)
  expect(said(lookup.lastMeasured())).toEqual(['good', 'good', 'good', 'good'])
  known.isLost = true
  await lookup.refresh(observation)
  expect(said(lookup.list())).toEqual(['none', 'none', 'none', 'none'])
  expect(said(lookup.lastMeasured())).toEqual(['good', 'good', 'good', 'good'])
})
