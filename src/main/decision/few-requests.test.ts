import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { failureOf, type Measure, type Signal } from '../../contract/index.ts'
import { confidenceInterval } from '../lib/confidence-interval.ts'
import { crossing } from './crossing.ts'
import { judge } from './judge-service.ts'
import { readMatrix } from './matrix.ts'

const file = 'resources/matrices/default.json'
const read = readMatrix(readFileSync(file, 'utf8'), file)
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value
const now = new Date('2026-03-01T02:10:00.000Z')
const observedAt = now.toISOString()
const none: Measure = { state: 'unknown', why: 'noSamples', detail: '' }

function seen(failed: number, requests: number): Extract<Measure, { state: 'known' }> {
  return {
    state: 'known',
    value: failed / requests,
    observedAt,
    few: { requests, ...confidenceInterval(failed, requests) }
  }
}

function served(failed: number, requests: number): Measure {
  const { few, ...rest } = seen(failed, requests)
  return {
    ...rest,
    value: 1 - failed / requests,
    ...(few && { few: { requests, low: 1 - few.high, high: 1 - few.low } })
  }
}

function judged(errors: Measure, availability: Measure) {
  const signal = (id: 'errorRatio' | 'availability', measure: Measure): Signal => {
    return { id, measure, unit: 'ratio', normal: none, source: '', series: [] }
  }
  const p95: Signal = {
    id: 'p95',
    measure: { state: 'known', value: 180, observedAt },
    unit: 'ms',
    normal: { state: 'known', value: 180, observedAt },
    source: '',
    series: []
  }
  return judge({
    ref: { namespace: 'shop', name: 'checkout' },
    signals: [signal('errorRatio', errors), signal('availability', availability), p95],
    deployment: { state: 'forbidden', failure: failureOf('forbidden', 'may not'), observedAt },
    matrix,
    now
  })
}

const resultOf = (verdict: ReturnType<typeof judged>, id: string) =>
  verdict.judgements.find(({ row }) => row === id)?.result

it.each([
  // Even the mildest share is past every limit.
  ['three of three failed', 3, 3, 'rollBack', 'fires', 'quiet'],
  // 20 % is what was seen, and 3.6 % may be what is so: not over 5 %, and an availability under 99 %.
  ['one of five failed', 1, 5, 'rollBack', 'unknown', 'fires'],
  // 0.9 % may be so, and 24.6 % as well: an availability of at most 99.1 %.
  ['one of nineteen failed', 1, 19, 'prepare', 'unknown', 'unknown'],
  ['none of seven failed', 0, 7, 'watch', 'unknown', 'unknown']
] as const)('%s: asks for no more than is sure', (_what, failed, requests, level, high, raised) => {
  const verdict = judged(seen(failed, requests), served(failed, requests))
  expect(verdict.level).toBe(level)
  expect(resultOf(verdict, 'errors-high')).toBe(high)
  expect(resultOf(verdict, 'errors-raised')).toBe(raised)
})

it('is said with what it may be of all', () => {
  const verdict = judged(seen(0, 7), served(0, 7))
  expect(verdict.lead).toBe('Cannot tell.')
  expect(verdict.rest).toContain('Errors and availability are not judged: 7 requests are too few to tell.')
  expect(verdict.judgements.find(({ row }) => row === 'errors-high')?.evidence).toBe(
    '0 %, limit 5 %; of 7 requests, between 0 % and 35.4 % (95 % confidence); too few to tell'
  )
  expect(judged(seen(3, 3), served(3, 3)).rest).toMatch(
    /^Errors 100 %, limit 5 %; of 3 requests, between 43.8 % and 100 %/
  )
})

it('crosses a limit where even the mildest share does', () => {
  expect(crossing(matrix, 'errorRatio', seen(3, 3), none)).toMatchObject({ level: 'rollBack' })
  expect(crossing(matrix, 'errorRatio', seen(1, 5), none)).toMatchObject({ level: 'prepare' })
  expect(crossing(matrix, 'errorRatio', seen(0, 7), none)).toBeNull()
})
