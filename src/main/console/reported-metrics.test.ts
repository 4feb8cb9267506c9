import { expect, it } from 'vitest'
import { FailureError, failureOf, type LinkView } from '../../contract/index.ts'
import { createClock } from '../lib/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { reportedMetrics } from './reported-metrics.ts'

function stage() {
  const links: LinkView[] = []
  const closing = new AbortController()
  let isUp = true
  const silent = new FailureError(failureOf('timeout', 'Prometheus is silent'))
  const served: ServiceMetrics = {
    name: 'p',
    reachMs: () => 75_000,
    namespace: async () => {
      if (!isUp) throw silent
      return { readings: new Map(), missing: { state: 'unknown', why: 'noTraffic', detail: '' } }
    },
    requestRates: () => Promise.reject(silent),
    flaggerMeasured: () => Promise.reject(silent),
    service: () => Promise.reject(silent),
    history: () => Promise.reject(silent)
  }
  const reporting = reportedMetrics({
    clock: createClock(null),
    onLink: (link) => links.push(link),
    abort: closing.signal
  })
  return {
    links,
    closing,
    wrapped: () => reporting.of(served),
    lost: reporting.lost,
    fail: () => (isUp = false)
  }
}

it('keeps when it last answered beside a failure, also after it was found anew', async () => {
  const { links, wrapped, fail } = stage()
  await wrapped().namespace('shop')
  fail()
  await expect(wrapped().namespace('shop')).rejects.toThrow('silent')
  const [ok, failing] = links
  expect(ok).toMatchObject({ state: 'ok', lastOkAt: expect.any(String) })
  expect(failing).toMatchObject({ state: 'failing', lastOkAt: ok?.lastOkAt, failure: { code: 'timeout' } })
})

it('says that it never answered only when it never did', async () => {
  const { links, wrapped, fail } = stage()
  fail()
  await expect(wrapped().namespace('shop')).rejects.toThrow('silent')
  expect(links[0]).not.toHaveProperty('lastOkAt')
})

it('tells no failure of what was closed', async () => {
  const { links, wrapped, fail, closing } = stage()
  fail()
  closing.abort()
  await expect(wrapped().namespace('shop')).rejects.toThrow('silent')
  expect(links).toEqual([])
})

it('tells that none is found, which is a link as well, and when one answered last', async () => {
  const { links, wrapped, lost } = stage()
  const failure = failureOf('missing', 'No Prometheus was found.')
  lost(failure)
  await wrapped().namespace('shop')
  lost(failure)
  const [none, ok, again] = links
  expect(none).toEqual({ id: 'prometheus', state: 'failing', failure })
  expect(again).toEqual({ ...none, lastOkAt: ok?.lastOkAt })
})
