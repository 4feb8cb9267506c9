import { expect, it } from 'vitest'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { Measured } from '../../ports/measurements.ts'
import { createCheckBoard } from '../check-board.ts'
import { watchMeasurements } from './watch-measurements.ts'

const startMs = Date.parse('2026-03-01T02:10:00Z')
const reachMs = 75_000
const limits = { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 }

/** Watches while `answer` is what Prometheus says, so many seconds after the rollout; returns what was said of errors. */
async function said(answer: (seconds: number) => Measured | Error): Promise<readonly string[]> {
  let nowMs = startMs
  const clock = {
    speed: 1,
    now: () => new Date(nowMs),
    async sleep(ms: number) {
      nowMs += ms
    }
  }
  const board = createCheckBoard({ clock, limits })
  const texts: string[] = []
  const measurements = {
    async measure() {
      const measured = answer((nowMs - startMs) / 1_000)
      if (measured instanceof Error) throw measured
      return measured
    }
  }
  const ref = { namespace: 'shop', name: 'cart' }
  const abort = new AbortController().signal
  await watchMeasurements({ measurements, ref, clock, limits, board, completeAt: new Date(startMs), abort }, () => {
    const text = board.all().find(({ name }) => name === 'errorRatio')?.evidence ?? ''
    if (texts.at(-1) !== text) texts.push(text)
  })
  return texts
}

const good = (seconds: number): Measured => ({
  errorRatio: { value: 0, at: new Date(startMs + seconds * 1_000).toISOString() },
  p95: { valueMs: 80, normalMs: 80, at: '' },
  reachMs
})
const wait = 'Waiting until only requests after the rollout are counted'
const short = (text: string) => text.replace(/, (\d+ min)?( ?\d+ s)? to go/, '')
const distinct = (texts: readonly string[]) => texts.filter((text, index) => text !== texts[index - 1])

it('waits for requests of after the rollout, then takes three good readings in a row', async () => {
  const texts = await said(good)
  expect(texts.slice(0, 2)).toEqual([`${wait}, 1 min 15 s to go`, `${wait}, 1 min 10 s to go`])
  expect(distinct(texts.map(short))).toEqual([
    wait,
    ...[1, 2, 3].map((count) => `0 %, limit 1 %, ${count} of 3 readings in a row`)
  ])
})

it('says while it waits that nothing can be read, and no longer than that is so', async () => {
  const texts = await said((seconds) =>
    seconds >= 20 && seconds < 40 ? new FailureError(failureOf('unreachable', 'connection refused')) : good(seconds)
  )
  expect(distinct(texts.map(short)).slice(0, 4)).toEqual([
    wait,
    `${wait}. Not read now: connection refused`,
    wait,
    '0 %, limit 1 %, 1 of 3 readings in a row'
  ])
})
