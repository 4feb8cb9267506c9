import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DeploymentView, Measure, Observed, Signal, SignalId, Verdict } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { judge } from './judge-service.ts'
import { readMatrix } from './matrix.ts'

const matrixFile = new URL('../../../resources/matrices/default.json', import.meta.url)
const read = readMatrix(readFileSync(matrixFile, 'utf8'), 'default.json')
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
  newPodsUnavailable: 's',
  memoryLeft: 's',
  business: 'times',
  securityIncident: 'times',
  customerReports: 'times'
}

/** Rows about these say nothing where they are not there. */
const optional: readonly SignalId[] = ['memoryLeft', 'business', 'securityIncident', 'customerReports']

/** Of the new pods the progress deadline, in seconds. */
const normals: Partial<Record<SignalId, Measure>> = { p95: known(180), newPodsUnavailable: known(600) }

function signals(values: Partial<Record<SignalId, Measure>>): readonly Signal[] {
  const healthy: Partial<Record<SignalId, Measure>> = {
    errorRatio: known(0.002),
    p95: known(183),
    availability: known(0.9995),
    newPodsUnavailable: known(0)
  }
  const ids: readonly SignalId[] = ['errorRatio', 'p95', 'availability', 'newPodsUnavailable', ...optional]
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
  changedBy: 'kubectl',
  takenUpFrom: null,
  rollout: {
    state: 'complete',
    message: '',
    desired: 4,
    updated: 4,
    available: 4,
    ready: 4,
    unavailable: 0,
    progressDeadlineSeconds: 600,
    hasDeadline: true,
    startedAt: '2026-03-01T02:00:00.000Z',
    endedAt: '2026-03-01T02:00:40.000Z'
  }
}

function judged(
  values: Partial<Record<SignalId, Measure>>,
  view: DeploymentView | null = deployment,
  previous: Verdict | null = null
) {
  return judge({ ref, signals: signals(values), deployment: observed(view), matrix, now, previous })
}

const ref = { namespace: 'shop', name: 'checkout' }
const forbidden = failureOf('forbidden', 'may not')

/** Null: it may not be read. */
function observed(view: DeploymentView | null): Observed<DeploymentView> {
  const observedAt = now.toISOString()
  return view ? { state: 'value', value: view, observedAt } : { state: 'forbidden', failure: forbidden, observedAt }
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
    expect(verdict.rest).toBe(
      'Errors, availability and latency are not measured: Prometheus does not answer. New pods are not measured: the Deployment cannot be read.'
    )
  })

  it('does not count a stale reading', () => {
    const verdict = judged({ errorRatio: known(0.5, 61_000) })
    expect(verdict.level).toBe('watch')
    expect(verdict.judgements[0]).toMatchObject({
      result: 'unknown',
      evidence: 'reading is 1 min 1 s old, not counted'
    })
  })

  it.each([288, 0, -40])('says of a limit that was crossed %d ms ago no parts of a second', (ms) => {
    const at = new Date(now.getTime() - ms).toISOString()
    const series = [
      { at: '2026-03-01T02:09:00.000Z', value: 0.001 },
      { at, value: 0.08 }
    ]
    const over = signals({ errorRatio: known(0.08) }).map((signal) => ({ ...signal, series }))
    expect(judge({ ref, signals: over, deployment: observed(deployment), matrix, now }).detail).toContain(
      'Over the limit for less than a second.'
    )
  })

  it.each([
    ['customerReports', 2, 'Reported for 1 min.'],
    ['business', 0.5, 'Business under the limit for 1 min.'],
    ['memoryLeft', 1_200, 'So for 1 min.'],
    ['errorRatio', 0.08, 'Over the limit for 1 min.']
  ] as const)('says of %s past its limit what it is, in words that fit it', (id, value, said) => {
    const at = new Date(now.getTime() - 60_000).toISOString()
    const series = [
      { at: '2026-03-01T02:08:00.000Z', value: id === 'customerReports' ? 0 : 9_999 },
      { at, value }
    ]
    const good = id === 'errorRatio' ? { at: '2026-03-01T02:08:00.000Z', value: 0 } : series[0]
    const past = signals({ [id]: known(value) }).map((signal) =>
      signal.id === id ? { ...signal, series: [...(good ? [good] : []), ...series.slice(1)] } : signal
    )
    expect(judge({ ref, signals: past, deployment: observed(deployment), matrix, now }).detail).toContain(said)
  })

  it('keeps the first crossing, and when a decision was first asked for', () => {
    const series = [0.001, 0.06, null, 0.07, 0.08].map((value, index) => ({
      at: `2026-03-01T02:09:${index}0.000Z`,
      value
    }))
    const over = signals({ errorRatio: known(0.08) }).map((signal) =>
      signal.id === 'errorRatio' ? { ...signal, series } : signal
    )
    const first = judge({ ref, signals: over, deployment: observed(deployment), matrix, now })
    expect(first).toMatchObject({
      // What is not measured for a moment is not within the limit.
      firstCrossedAt: '2026-03-01T02:09:10.000Z',
      asked: { level: 'rollBack', at: now.toISOString() },
      decideBy: '2026-03-01T02:12:00.000Z'
    })
    const second = judged({ errorRatio: known(0.09) }, deployment, first)
    expect(second).toMatchObject({ firstCrossedAt: first.firstCrossedAt, asked: first.asked, decideBy: first.decideBy })
    expect(judged({}, deployment, second)).toMatchObject({ firstCrossedAt: null, asked: null, decideBy: null })
  })

  it('says of a limit that was past in the first reading that it was crossed then or earlier', () => {
    const fromMs = now.getTime() - 30 * 60_000
    const series = Array.from({ length: 31 }, (_, minute) => ({
      at: new Date(fromMs + minute * 60_000).toISOString(),
      value: 0.08
    }))
    const over = signals({ errorRatio: known(0.08) }).map((signal) =>
      signal.id === 'errorRatio' ? { ...signal, series } : signal
    )
    const verdict = judge({ ref, signals: over, deployment: observed(deployment), matrix, now })
    expect(verdict).toMatchObject({ firstCrossedAt: '2026-03-01T01:40:00.000Z', isCrossedEarlier: true })
    expect(verdict.detail).toContain('Over the limit for at least 30 min.')
  })

  it('keeps the first crossing through what cannot be read, until a reading is within the limits', () => {
    const first = { ...judged({ errorRatio: known(0.08) }), firstCrossedAt: '2026-03-01T01:43:00.000Z' }
    const lost = judged({ errorRatio: unknown, availability: unknown, p95: unknown }, deployment, first)
    expect(lost).toMatchObject({ firstCrossedAt: null, wasCrossedAt: first.firstCrossedAt, unended: ['errorRatio'] })
    const stillLost = judged({ errorRatio: unknown }, deployment, lost)
    expect(judged({ errorRatio: known(0.08) }, deployment, stillLost).firstCrossedAt).toBe(first.firstCrossedAt)
    const calm = judged({}, deployment, stillLost)
    expect(calm).toMatchObject({ wasCrossedAt: first.firstCrossedAt, unended: [] })
    expect(judged({ errorRatio: known(0.08) }, deployment, calm).firstCrossedAt).toBe(now.toISOString())
  })
})

describe('what is not known yet', () => {
  const reading: Measure = { state: 'unknown', why: 'loading', detail: 'Waiting for Prometheus' }
  const fresh = (values: Partial<Record<SignalId, Measure>>, change: Partial<Signal>) =>
    judge({
      ref,
      matrix,
      now,
      deployment: observed(deployment),
      signals: signals(values).map((signal) => (signal.id === 'newPodsUnavailable' ? signal : { ...signal, ...change }))
    })

  it('says that it reads, and nothing of limits', () => {
    const verdict = judged({ errorRatio: reading, p95: reading, availability: reading })
    expect(verdict).toMatchObject({ level: 'watch', isComplete: false, lead: 'Reading.' })
    expect(verdict.rest).toBe('Errors, availability and latency are being read.')
  })

  it('does not say since when a limit is crossed before the past has been read', () => {
    const verdict = fresh({ errorRatio: known(0.2) }, { series: null })
    expect(verdict).toMatchObject({ level: 'rollBack', firstCrossedAt: null, decideBy: null, asked: null })
    expect(verdict).toMatchObject({ isComplete: false, detail: '' })
    const read = fresh({ errorRatio: known(0.2) }, {})
    expect(read).toMatchObject({ firstCrossedAt: now.toISOString(), isComplete: true })
  })

  it('reads what is normal before it says that it is not known', () => {
    const verdict = fresh({ errorRatio: known(0.2) }, { normal: reading })
    expect(verdict.detail).toContain('Two rows are being read.')
    expect(verdict.judgements.find(({ row }) => row === 'latency-high')?.evidence).toBe('183 ms, normal being read')
    expect(verdict.isComplete).toBe(false)
    const unmeasured = fresh({ errorRatio: known(0.2) }, { normal: unknown })
    expect(unmeasured).toMatchObject({ isComplete: true, detail: expect.stringContaining('Two rows could not be') })
  })

  it('judges nothing before the Deployment is known', () => {
    const verdict = judge({
      ref,
      matrix,
      now,
      signals: signals({ errorRatio: known(0.2) }),
      deployment: { state: 'loading', awaiting: 'Deployment checkout', sinceAt: now.toISOString() }
    })
    expect(verdict).toMatchObject({ level: 'watch', lead: 'Reading.', isComplete: false })
  })
})

describe('what cannot be told', () => {
  const missing = (why: 'noPrometheus' | 'noTraffic' | 'noSamples', detail: string): Measure => {
    return { state: 'unknown', why, detail }
  }

  it.each<[Partial<Record<SignalId, Measure>>, string]>([
    [
      { errorRatio: unknown, p95: unknown, availability: unknown },
      'Errors, availability and latency are not measured: Prometheus does not answer.'
    ],
    [
      {
        errorRatio: missing('noTraffic', 'No requests were seen in the last 60 s.'),
        availability: missing('noTraffic', 'No requests were seen in the last 60 s.'),
        p95: missing('noSamples', 'A histogram without buckets.')
      },
      'Errors and availability are not measured: no requests were seen. Latency is not measured: A histogram without buckets.'
    ],
    [
      { errorRatio: known(0.001, 61_000), availability: missing('noPrometheus', 'None.') },
      'Errors are last read 1 min 1 s ago, not counted. Availability is not measured: no Prometheus was found.'
    ]
  ])('is said once a cause: %j', (values, rest) => {
    expect(judged(values).rest).toBe(rest)
  })

  it('has the last number in the row of it', () => {
    const last = { value: 0.198, observedAt: '2026-03-01T02:09:16.000Z' }
    const verdict = judged({ errorRatio: { state: 'unknown', why: 'notAnswering', detail: 'refused.', last } })
    expect(verdict.judgements[0]?.evidence).toBe('not measured: refused. Last 19.8 %, 44 s ago.')
  })

  it('is a Deployment that does not exist', () => {
    const absent = { state: 'absent', reason: 'no checkout', observedAt: now.toISOString() } as const
    const verdict = judge({ ref, signals: signals({ errorRatio: unknown }), deployment: absent, matrix, now })
    expect(verdict).toMatchObject({ level: 'watch', lead: 'There is no Deployment checkout in shop.', rest: '' })
    // Requests of a workload of another kind may be counted under its name.
    const failing = judge({ ref, signals: signals({ errorRatio: known(0.2) }), deployment: absent, matrix, now })
    expect(failing.detail).toMatch(/^There is no Deployment checkout in shop\. What is measured under that name is of /)
  })
})

describe('readMatrix', () => {
  const [first] = matrix.rows
  const file = { id: 'x', title: 'x', watchSeconds: 1800, rows: [first] }
  it.each([
    ['{', 'JSON'],
    ['{"id":"x","title":"x","watchSeconds":1800,"rows":[]}', 'rows'],
    [JSON.stringify({ ...file, watchSeconds: 5 }), 'watchSeconds'],
    [JSON.stringify({ ...file, rows: [{ ...first, min: null, max: null }] }), 'rows.0 needs min, max or both'],
    [JSON.stringify({ ...file, rows: [{ ...first, signal: 'mood' }] }), 'rows.0.signal'],
    [JSON.stringify({ ...file, rows: [first, first] }), 'two rows are called errors-high']
  ])('refuses %s', (text, why) => {
    const result = readMatrix(text, 'mine.json')
    expect(result.ok ? '' : result.failure.message).toContain('mine.json: ')
    expect(result.ok ? '' : result.failure.message).toContain(why)
  })
})

describe('the rows of the procedure that no request shows', () => {
  const verdictOf = (values: Partial<Record<SignalId, Measure>>, previous: Verdict | null = null) =>
    judge({ ref, signals: signals(values), deployment: observed(deployment), matrix, now, previous })

  it.each([
    ['memory that lasts for 40 min', { memoryLeft: known(2_400) }, 'prepare', 'memory-leak', 900],
    ['a number of the business under its floor', { business: known(0.6) }, 'rollBack', 'business-broken', 120],
    ['a security incident', { securityIncident: known(1) }, 'declareIncident', 'security-incident', 60],
    ['a report of customers', { customerReports: known(1) }, 'prepare', 'customers-report', 300],
    ['a confirmed report of customers', { customerReports: known(2) }, 'rollBack', 'customers-confirmed', 300]
  ] as const)('%s', (_what, values, level, row, withinSeconds) => {
    expect(verdictOf(values)).toMatchObject({ level, row, withinSeconds, disagreeing: [] })
  })

  it.each([
    ['memory that lasts for two hours', { memoryLeft: known(7_200) }],
    ['numbers of the business over their floor', { business: known(1.2) }],
    ['nothing that anybody reported', { securityIncident: known(0), customerReports: known(0) }]
  ] as const)('are quiet for %s', (_what, values) => {
    expect(verdictOf(values)).toMatchObject({ level: 'hold', row: null })
  })

  it('are left out where there is nothing to judge, and are not quiet where it cannot be read', () => {
    expect(verdictOf({}).judgements.map(({ row }) => row)).not.toContain('memory-leak')
    expect(verdictOf({ business: unknown }).level).toBe('watch')
  })

  it('win over less severe ones, and each has a clock of its own', () => {
    const both = verdictOf({ securityIncident: known(1), errorRatio: known(0.08) })
    expect(both).toMatchObject({ level: 'declareIncident', disagreeing: ['errors-high'] })
    const clocks = both.judgements.flatMap(({ row, decideBy }) => (decideBy === null ? [] : [[row, decideBy]]))
    expect(clocks).toEqual([
      ['errors-high', '2026-03-01T02:12:00.000Z'],
      ['security-incident', '2026-03-01T02:11:00.000Z']
    ])
  })

  it('have all conditions and times of the procedure', () => {
    const rows = matrix.rows.filter(({ origin }) => origin === 'procedure')
    expect(rows.map(({ id, withinSeconds }) => [id, withinSeconds])).toEqual([
      ['errors-high', 120],
      ['errors-raised', 300],
      ['availability-low', 120],
      ['availability-reduced', 600],
      ['latency-high', 120],
      ['latency-raised', 300],
      ['memory-leak', 900],
      ['security-incident', 60],
      ['business-broken', 120],
      ['customers-confirmed', 300],
      ['customers-report', 300]
    ])
  })
})

describe('a row that fires', () => {
  const at = (errors: number, previous: Verdict | null, seconds = 0) =>
    judge({
      ref,
      signals: signals({ errorRatio: known(errors, -seconds * 1_000) }),
      deployment: observed(deployment),
      matrix,
      now: new Date(now.getTime() + seconds * 1_000),
      previous
    })

  it('goes on until its value has left for good, and keeps its clock', () => {
    const fired = at(0.051, null)
    const lingering = at(0.047, fired, 20)
    expect(lingering).toMatchObject({ level: 'rollBack', row: 'errors-high', decideBy: fired.decideBy })
    expect(lingering.judgements[0]).toMatchObject({ result: 'fires', decideBy: fired.judgements[0]?.decideBy })
    const left = at(0.044, lingering, 40)
    expect(left).toMatchObject({ level: 'prepare', row: 'errors-raised' })
    expect(at(0.047, left, 60)).toMatchObject({ level: 'prepare' })
  })

  it('leaves behind since when it was crossed, until it is again', () => {
    const fired = at(0.051, null)
    const { firstCrossedAt } = fired
    const calm = at(0.001, fired, 20)
    expect(calm).toMatchObject({ level: 'hold', firstCrossedAt: null, wasCrossedAt: firstCrossedAt })
    expect(at(0.001, calm, 40).wasCrossedAt).toBe(firstCrossedAt)
    const again = at(0.051, calm, 400)
    expect(again.firstCrossedAt).not.toBe(firstCrossedAt)
    expect(again.wasCrossedAt).toBe(again.firstCrossedAt)
    expect(at(0.001, null).wasCrossedAt).toBeNull()
  })
})
