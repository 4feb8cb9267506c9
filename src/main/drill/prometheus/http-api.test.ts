import { describe, expect, test } from 'vitest'
import { createPrometheusApi } from './http-api.ts'
import type { Labels, Series, SeriesStore } from './series.ts'

const nowMs = 1_000_000
const grid = { originMs: 0, intervalMs: 15_000 }

function counter(labels: Labels, perSecond: number, firstMs = 0, lastMs = Infinity): Series {
  return { labels, firstMs, lastMs, valueAt: (atMs) => (perSecond * (atMs - firstMs)) / 1000 }
}

const requests = (workload: string, code: string): Labels => ({ __name__: 'requests_total', workload, code })
const bucket = (le: string): Labels => ({ __name__: 'duration_bucket', le })

const series: readonly Series[] = [
  counter(requests('a', '200'), 9),
  counter(requests('a', '503'), 1),
  counter(requests('a-primary', '200'), 4),
  counter(requests('gone', '200'), 5, 0, 900_000),
  counter(bucket('100'), 50),
  counter(bucket('250'), 90),
  counter(bucket('500'), 100),
  counter(bucket('+Inf'), 100)
]

const store: SeriesStore = { grid, select: (selector) => series.filter(({ labels }) => selector.matches(labels)) }

const api = createPrometheusApi(store, () => nowMs)

async function ask(
  query: string,
  extra: Readonly<Record<string, string>> = {},
  path = '/api/v1/query'
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await api({ method: 'GET', path, query: new URLSearchParams({ query, ...extra }), body: '' })
  return { status: answer.status, body: JSON.parse(answer.body) as unknown }
}

/** The samples of an instant vector: sorted label values and number. */
async function vector(
  query: string,
  extra: Readonly<Record<string, string>> = {}
): Promise<readonly (readonly [string, number])[]> {
  const { status, body } = await ask(query, extra)
  expect(status, JSON.stringify(body)).toBe(200)
  const { data } = body as {
    readonly data: {
      readonly resultType: string
      readonly result: readonly { readonly metric: Labels; readonly value: readonly [number, string] }[]
    }
  }
  expect(data.resultType).toBe('vector')
  return data.result.map(({ metric, value }) => [Object.values(metric).toSorted().join(','), Number(value[1])] as const)
}

describe('selectors', () => {
  test('regular expressions are anchored', async () => {
    expect(await vector('sum(rate(requests_total{workload=~"a"}[1m]))')).toEqual([['', 10]])
    expect(await vector('count(requests_total{workload=~"a.*"})')).toEqual([['', 3]])
    expect(await vector('count(requests_total{workload!~"a|gone"})')).toEqual([['', 1]])
  })

  test('an ended series is gone for instant selectors at once, and counts in ranges that still touch it', async () => {
    expect(await vector('requests_total{workload="gone"}')).toEqual([])
    expect((await vector('sum(increase(requests_total{workload="gone"}[5m]))'))[0]?.[1]).toBeGreaterThan(900)
  })

  test('offset looks back', async () => {
    expect(await vector('requests_total{workload="gone"} offset 200s')).toEqual([['200,gone,requests_total', 5 * 795]])
  })

  test('time moves the question', async () => {
    expect(await vector('requests_total{code="503"}', { time: '600' })).toEqual([['503,a,requests_total', 600]])
  })
})

describe('what tells how often samples are taken', () => {
  test('counts samples of a window', async () => {
    // The last scrape was at 990 s: 13 of them lie in (800 s, 1000 s], and 6 in it of the series that ended at 900 s.
    expect(await vector('count_over_time(requests_total{workload=~"a|gone"}[200s])')).toEqual([
      ['200,a', 13],
      ['503,a', 13],
      ['200,gone', 7]
    ])
    expect(await vector('count_over_time(requests_total{workload="a"}[10s])')).toEqual([])
  })

  test('leaves series out that are younger than the window', async () => {
    const query =
      'max by (code) (count_over_time(requests_total{workload="a"}[1200s]) and requests_total{workload="a"} offset'
    expect(await vector(`${query} 900s)`)).toEqual([
      ['200', 67],
      ['503', 67]
    ])
    expect(await vector(`${query} 1200s)`)).toEqual([])
  })

  test('shifts what the offset stands behind, not the whole of an operation', async () => {
    const plain = 'requests_total{workload="a",code="200"}'
    const whole = (query: string) => vector(query).then((samples) => samples[0]?.[1])
    expect(await whole(`${plain} - ${plain} offset 1m`)).toBe(9 * 60)
    expect(await whole(`-${plain} offset 1m`)).toBe(-9 * 930)
    expect((await ask(`(${plain} - ${plain}) offset 1m`)).status).toBe(400)
    expect((await ask('sum(requests_total) offset 1m')).status).toBe(400)
  })

  test('says when a sample was taken', async () => {
    expect(await vector('timestamp(requests_total{workload="a",code="200"})')).toEqual([['200,a', 990]])
    expect(await vector('timestamp(requests_total{workload="a",code="200"} offset 1m)')).toEqual([['200,a', 930]])
    expect(await vector('timestamp(sum(requests_total))')).toEqual([['', 1_000]])
  })
})

describe('arithmetic', () => {
  test('an error ratio by workload', async () => {
    const query =
      'sum by (workload) (rate(requests_total{code=~"5.*"}[1m])) / sum by (workload) (rate(requests_total[1m]))'
    expect(await vector(query)).toEqual([['a', 0.1]])
  })

  test('or vector(0) fills in where nothing matched', async () => {
    expect(await vector('sum(rate(requests_total{code="999"}[1m])) or vector(0)')).toEqual([['', 0]])
    expect(await vector('sum(rate(requests_total{code="503"}[1m])) or vector(0)')).toEqual([['', 1]])
  })

  test('comparisons filter, and answer 0 or 1 with bool', async () => {
    expect(await vector('sum by (workload) (rate(requests_total[1m])) > 5')).toEqual([['a', 10]])
    expect(await vector('sum(rate(requests_total{workload="a"}[1m])) > bool 50')).toEqual([['', 0]])
  })

  test('on and ignoring choose the labels that must be equal', async () => {
    expect(await vector('requests_total{code="503"} / ignoring(code) requests_total{code="200",workload="a"}')).toEqual(
      [['a', 1 / 9]]
    )
    expect(await vector('requests_total{code="503"} / on(workload) requests_total{code="200",workload="a"}')).toEqual([
      ['a', 1 / 9]
    ])
  })

  test('precedence and scalars', async () => {
    expect((await ask('1 + 2 * 3')).body).toMatchObject({ data: { resultType: 'scalar', result: [1000, '7'] } })
    expect((await ask('time()')).body).toMatchObject({ data: { result: [1000, '1000'] } })
    expect((await ask('0/0')).body).toMatchObject({ data: { result: [1000, 'NaN'] } })
  })
})

test('histogram_quantile interpolates within the bucket', async () => {
  // Rank 95 of 100 lies half way through the 250-500 bucket's 10.
  expect(await vector('histogram_quantile(0.95, sum by (le) (rate(duration_bucket[1m])))')).toEqual([['', 375]])
  expect(await vector('histogram_quantile(0.5, sum by (le) (rate(duration_bucket[1m])))')).toEqual([['', 100]])
})

describe('the HTTP face', () => {
  test('query_range evaluates at every step', async () => {
    const { body } = await ask(
      'sum(rate(requests_total{workload="a"}[1m]))',
      { start: '300', end: '360', step: '30s' },
      '/api/v1/query_range'
    )
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [300, '10'],
              [330, '10'],
              [360, '10']
            ]
          }
        ]
      }
    })
  })

  test('takes a form body as well', async () => {
    const answer = await api({
      method: 'POST',
      path: '/api/v1/query',
      query: new URLSearchParams(),
      body: 'query=1%2B1'
    })
    expect(JSON.parse(answer.body)).toMatchObject({ data: { result: [1000, '2'] } })
  })

  test.each([
    ['sum(', 400, 'bad_data'],
    ['', 400, 'bad_data'],
    ['{workload=~".*"}', 400, 'bad_data'],
    ['requests_total{workload=~"("}', 400, 'bad_data'],
    ['rate(requests_total)', 400, 'bad_data'],
    ['requests_total / requests_total{code="200"} > 1 > 2 and topk(1, up)', 422, 'execution'],
    ['avg_over_time(requests_total[5m])', 422, 'execution'],
    ['requests_total / on(workload) requests_total', 422, 'execution'],
    ['requests_total * on(workload) group_left() requests_total', 422, 'execution'],
    ['rate(requests_total[1m] @ 100)', 422, 'execution'],
    ['max_over_time(rate(requests_total[1m])[5m:15s])', 422, 'execution'],
    ['1 > 2', 400, 'bad_data'],
    ['1 and 2', 400, 'bad_data'],
    ['requests_total or 1', 400, 'bad_data'],
    ['requests_total{workload="nobody"} unless 1', 400, 'bad_data'],
    ['"a" + 1', 400, 'bad_data'],
    ['1 + bool 2', 400, 'bad_data'],
    ['-"a"', 400, 'bad_data']
  ])('refuses %s', async (query, status, errorType) => {
    const answer = await ask(query)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ status: 'error', errorType })
  })

  test('a long range does not keep those waiting who ask about the present', async () => {
    const answered: string[] = []
    const long = ask('sum(rate(requests_total[1m]))', { start: '0', end: '1000', step: '0.1' }, '/api/v1/query_range')
    const range = long.then(() => answered.push('range'))
    const instant = ask('up').then(() => answered.push('instant'))
    await Promise.all([range, instant])
    expect(answered).toEqual(['instant', 'range'])
  })

  test('limits the points of a range', async () => {
    expect(await ask('1', { start: '0', end: '1000000', step: '1' }, '/api/v1/query_range')).toMatchObject({
      status: 400
    })
  })

  test('says what it is', async () => {
    expect((await ask('', {}, '/api/v1/status/buildinfo')).body).toMatchObject({ status: 'success' })
    expect((await api({ method: 'GET', path: '/-/ready', query: new URLSearchParams(), body: '' })).status).toBe(200)
    expect((await api({ method: 'GET', path: '/api/v1/nope', query: new URLSearchParams(), body: '' })).status).toBe(
      404
    )
  })
})
