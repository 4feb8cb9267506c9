import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DeploymentView, Measure, Signal, SignalId, Verdict } from '../../contract/index.ts'
import { judge } from './judge.ts'
import { readMatrix } from './matrix.ts'

const file = new URL('../../../resources/matrices/default.json', import.meta.url)
const read = readMatrix(readFileSync(file, 'utf8'), 'default.json')
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value
const now = new Date('2026-03-01T02:10:00.000Z')
const known = (value: number, ageMs = 0): Measure => ({
  state: 'known',
  value,
  observedAt: new Date(now.getTime() - ageMs).toISOString()
})
const unknown: Measure = { state: 'unknown', why: 'notAnswering', detail: 'Prometheus does not answer' }
const units: Record<SignalId, Signal['unit']> = {
  errorRatio: 'ratio',
  p95: 'ms',
  availability: 'ratio',
  requestRate: 'rps',
  newPodsUnavailable: 's'
}

/** Of the new pods the progress deadline, in seconds. */
const normals: Partial<Record<SignalId, Measure>> = { p95: known(180), newPodsUnavailable: known(600) }

function signals(values: Partial<Record<SignalId, Measure>>): readonly Signal[] {
  const healthy: Partial<Record<SignalId, Measure>> = {
    errorRatio: known(0.002),
    p95: known(183),
    availability: known(0.9995),
    newPodsUnavailable: known(0)
  }
  const ids: readonly SignalId[] = ['errorRatio', 'p95', 'availability', 'newPodsUnavailable']
  return ids.flatMap((id) => {
    const measure = values[id] ?? healthy[id]
    return measure ? [{ id, measure, unit: units[id], normal: normals[id] ?? unknown, source: '', series: [] }] : []
  })
}

const deployment: DeploymentView = {
  ref: { namespace: 'shop', name: 'checkout' },
  uid: 'd',
  generation: 1,
  observedGeneration: 1,
  revision: 3,
  images: [],
  replicas: 4,
  paused: false,
  strategy: 'RollingUpdate',
  selector: 'app=checkout',
  changedAt: '2026-03-01T02:00:00.000Z',
  rollout: {
    state: 'complete',
    message: '',
    desired: 4,
    updated: 4,
    available: 4,
    ready: 4,
    unavailable: 0,
    progressDeadlineSeconds: 600,
    startedAt: '2026-03-01T02:00:00.000Z'
  }
}

function judged(
  values: Partial<Record<SignalId, Measure>>,
  view: DeploymentView | null = deployment,
  previous: Verdict | null = null
) {
  return judge({ signals: signals(values), deployment: view, matrix, now, previous })
}

describe('judge', () => {
  it.each<[Partial<Record<SignalId, Measure>>, Verdict['level'], string | null, string]>([
    [{ errorRatio: known(0.078) }, 'rollBack', 'errors-high', 'Errors 7.8 %, limit 5 %.'],
    [{ errorRatio: known(0.05004) }, 'rollBack', 'errors-high', 'Errors 5.004 %, limit 5 %.'],
    [{ p95: known(540.2) }, 'rollBack', 'latency-high', 'P95 540 ms, 3.001× normal (180 ms), limit 3×.'],
    [{ availability: known(0.98999) }, 'rollBack', 'availability-low', 'Availability 98.999 %, limit 99 %.'],
    [{ errorRatio: known(0.05) }, 'prepare', 'errors-raised', 'Errors 5 %, limit 1 %.'],
    [{ errorRatio: known(0.01) }, 'prepare', 'errors-raised', 'Errors 1 %, limit 1 %.'],
    [{ p95: known(612) }, 'rollBack', 'latency-high', 'P95 612 ms, 3.4× normal (180 ms), limit 3×.'],
    [{ p95: known(540) }, 'prepare', 'latency-raised', 'P95 540 ms, 3× normal (180 ms), limit 2×.'],
    [{ availability: known(0.982) }, 'rollBack', 'availability-low', 'Availability 98.2 %, limit 99 %.'],
    [{ availability: known(0.99) }, 'prepare', 'availability-reduced', 'Availability 99 %, limit 99.9 %.'],
    [
      { newPodsUnavailable: known(312) },
      'rollBack',
      'new-pods-unavailable',
      'New pods unavailable for 5 min 12 s, limit 5 min.'
    ],
    [
      { newPodsUnavailable: known(300) },
      'hold',
      null,
      'Errors 0.2 %, P95 183 ms, availability 99.95 %, 4 of 4 pods ready.'
    ]
  ])('%j is %s', (values, level, row, rest) => {
    const verdict = judged(values)
    expect(verdict).toMatchObject({ level, row, rest })
  })

  it('lets the most severe row win and shows the one that disagrees', () => {
    const verdict = judged({ errorRatio: known(0.03), availability: known(0.97) })
    expect(verdict).toMatchObject({
      level: 'rollBack',
      row: 'availability-low',
      disagreeing: ['errors-raised'],
      lead: 'Roll back now.'
    })
    expect(verdict.detail).toContain('One row agrees, one disagrees; the most severe wins.')
  })

  it('never turns what it cannot measure green', () => {
    const verdict = judged(
      { errorRatio: unknown, p95: unknown, availability: unknown, newPodsUnavailable: unknown },
      null
    )
    expect(verdict).toMatchObject({ level: 'watch', row: null, lead: 'Cannot tell.' })
    expect(verdict.judgements.every(({ result }) => result === 'unknown')).toBe(true)
    expect(verdict.rest).toContain('Errors: not measured: Prometheus does not answer')
  })

  it('does not count a stale reading', () => {
    const verdict = judged({ errorRatio: known(0.5, 61_000) })
    expect(verdict.level).toBe('watch')
    expect(verdict.judgements[0]).toMatchObject({
      result: 'unknown',
      evidence: 'reading is 1 min 1 s old, not counted'
    })
  })

  it('counts the time to decide from the first sample over the limit and does not start it again', () => {
    const series = [0.001, 0.06, null, 0.07, 0.08].map((value, index) => ({
      at: `2026-03-01T02:09:${index}0.000Z`,
      value
    }))
    const over = signals({ errorRatio: known(0.08) }).map((signal) =>
      signal.id === 'errorRatio' ? { ...signal, series } : signal
    )
    const first = judge({ signals: over, deployment, matrix, now })
    expect(first).toMatchObject({ firstCrossedAt: '2026-03-01T02:09:30.000Z', decideBy: '2026-03-01T02:11:30.000Z' })
    const second = judged({ errorRatio: known(0.09) }, deployment, first)
    expect(second).toMatchObject({ firstCrossedAt: first.firstCrossedAt, decideBy: first.decideBy })
    expect(judged({}, deployment, second)).toMatchObject({ firstCrossedAt: null, decideBy: null })
  })
})

describe('readMatrix', () => {
  it.each([
    ['{', 'JSON'],
    ['{"id":"x","title":"x","rows":[]}', 'rows'],
    [
      JSON.stringify({ id: 'x', title: 'x', rows: [{ ...matrix[0], min: null, max: null }] }),
      'rows.0 needs min, max or both'
    ],
    [JSON.stringify({ id: 'x', title: 'x', rows: [{ ...matrix[0], signal: 'mood' }] }), 'rows.0.signal'],
    [JSON.stringify({ id: 'x', title: 'x', rows: [matrix[0], matrix[0]] }), 'two rows are called errors-high']
  ])('refuses %s', (text, why) => {
    const result = readMatrix(text, 'mine.json')
    expect(result.ok ? '' : result.failure.message).toContain('mine.json: ')
    expect(result.ok ? '' : result.failure.message).toContain(why)
  })
})
