import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Measure, Signal, SignalId, Verdict } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import { judge } from './judge-service.ts'
import { readMatrix } from './matrix.ts'

const read = readMatrix(readFileSync(new URL('../../../resources/matrices/default.json', import.meta.url), 'utf8'), '')
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value
const now = new Date('2026-03-01T02:10:00.000Z')
const known = (value: number): Measure => ({ state: 'known', value, observedAt: now.toISOString() })
const units = { errorRatio: 'ratio', p95: 'ms', availability: 'ratio', newPodsUnavailable: 's' } as const
const healthy = { errorRatio: 0.002, p95: 183, availability: 0.9995, newPodsUnavailable: 0 } as const
const normals: Partial<Record<SignalId, number>> = { p95: 180, newPodsUnavailable: 600 }

const tenth: TrafficShare = { kind: 'known', share: 0.1, isCanary: true }
function said(values: Partial<Record<SignalId, Measure>>, share: TrafficShare | null, left?: Signal['left']): Verdict {
  const signals = (['errorRatio', 'p95', 'availability', 'newPodsUnavailable'] as const).map((id): Signal => ({
    id,
    measure: values[id] ?? known(healthy[id]),
    unit: units[id],
    normal: normals[id] === undefined ? { state: 'unknown', why: 'noSamples', detail: '' } : known(normals[id]),
    source: '',
    series: [],
    ...(left && id !== 'newPodsUnavailable' ? { left } : {})
  }))
  const deployment = { state: 'forbidden', failure: failureOf('forbidden', 'may not'), observedAt: '' } as const
  return judge({ ref: { namespace: 'shop', name: 'cart' }, signals, deployment, share, matrix, now })
}

it.each<[Partial<Record<SignalId, Measure>>, string]>([
  [{ errorRatio: known(0.319) }, 'Errors 31.9 % on the canary (10 % of requests; 3.2 % of all users), limit 5 %.'],
  [
    { availability: known(0.9) },
    'Availability 90 % on the canary (10 % of requests; 1 % of all users fail), limit 99 %.'
  ],
  [{ p95: known(612) }, 'P95 612 ms on the canary (10 % of requests), 3.4× normal (180 ms), limit 3×.']
])('weighs %j by the requests that it is about', (values, rest) => {
  expect(said(values, tenth)).toMatchObject({ level: 'rollBack', rest, isComplete: true })
})

describe('a number of users who have been led away since', () => {
  const leftAt = (sinceAt: string | null, seenAt = sinceAt ?? '') => {
    const left = { workload: 'cart-canary', sinceAt, seenAt }
    return said({ errorRatio: known(0.319), availability: known(0.681) }, { kind: 'known', share: 0 }, left)
  }

  it.each([
    ['2026-03-01T02:09:30.000Z', undefined, ' since 02:09:30 UTC', '02:10:45Z'],
    [null, '2026-03-01T02:09:50.000Z', '', '02:11:05Z']
  ] as const)('asks for no rollback, but for a clean reading: left %s, seen %s', (sinceAt, seenAt, since, clean) => {
    expect(leftAt(sinceAt, seenAt)).toMatchObject({
      level: 'wait',
      row: null,
      lead: 'Wait.',
      rest: `No route goes to cart-canary${since}: the readings still hold requests of before; clean reading at ${clean}.`,
      detail: expect.stringMatching(/^Measured all the same: Errors 31.9 %, limit 5 %; Availability/) as string,
      wait: {
        left: { workload: 'cart-canary', sinceAt, seenAt: seenAt ?? sinceAt },
        cleanAt: `2026-03-01T${clean.replace('Z', '.000Z')}`
      },
      decideBy: null
    })
  })

  it('counts once the reading is clean: who is there all the same is there past every route', () => {
    expect(leftAt('2026-03-01T02:08:40.000Z')).toMatchObject({
      level: 'rollBack',
      rest: 'Errors 31.9 %, limit 5 %. No route goes to cart-canary since 02:08:40 UTC, and requests reach it all the same.'
    })
  })

  it('does not hold back what is wrong with the pods themselves', () => {
    const left = { workload: 'cart-canary', sinceAt: now.toISOString(), seenAt: now.toISOString() }
    const verdict = said({ errorRatio: known(0.319), newPodsUnavailable: known(590) }, null, left)
    expect(verdict.judgements.find(({ signal }) => signal === 'newPodsUnavailable')).toMatchObject({ result: 'fires' })
  })
})

it('calls no part of the requests a canary that is none', () => {
  expect(said({ errorRatio: known(0.319) }, { kind: 'known', share: 0.1 }).rest).toBe(
    'Errors 31.9 % here (10 % of requests; 3.2 % of all users), limit 5 %.'
  )
})

it('says nothing of a share where all requests are its own', () => {
  for (const share of [null, { kind: 'known', share: 1 } as const])
    expect(said({ errorRatio: known(0.319) }, share).rest).toBe('Errors 31.9 %, limit 5 %.')
})

it('says that the share is not known, and why', () => {
  const verdict = said({ errorRatio: known(0.319) }, { kind: 'unknown', why: 'nobody sends requests now' })
  expect(verdict.rest).toBe('Errors 31.9 %, limit 5 %.')
  expect(verdict.detail).toContain('What part of all requests that is, is not known: nobody sends requests now.')
})

it('says what is configured where nobody counted, and that it is no more than that', () => {
  const verdict = said(
    { errorRatio: known(0.319) },
    { kind: 'unknown', why: 'nobody sends requests now', configured: 0.2 }
  )
  expect(verdict.detail).toContain(
    '20 % of requests is configured for it; what part really reaches it is not known: nobody sends requests now.'
  )
})

it('is not complete before the share has been read, and waits for it only where there is something to weigh', () => {
  const reading = { kind: 'reading' } as const
  expect(said({ errorRatio: known(0.319) }, reading)).toMatchObject({
    level: 'rollBack',
    rest: 'Errors 31.9 % (of what part of the requests is being read), limit 5 %.',
    isComplete: false
  })
  expect(said({}, reading)).toMatchObject({ level: 'hold', isComplete: true })
})

it('leaves pods alone: they are no requests', () => {
  expect(said({ newPodsUnavailable: known(312) }, tenth).rest).not.toContain('requests')
})
