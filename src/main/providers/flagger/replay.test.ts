import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAnalysis, type Analysis } from './analysis.ts'
import { exposureMs, replay } from './replay.ts'
import { canaryObject } from './testing/canary-objects.ts'

/** A timeline of the real Flagger, as far as a replay is held against it. */
interface Timeline {
  readonly samples: readonly {
    readonly seconds: number
    readonly phase: string | null
    readonly failedChecks: number | null
    readonly weights: Readonly<Record<string, number>> | null
  }[]
}

const folder = join(import.meta.dirname, '../../../../docs/evidence')
const recorded = readdirSync(folder).flatMap((file) => {
  const [, seconds, threshold] = /^T10-interval-(\d+)s-threshold-(\d+)\.json$/.exec(file) ?? []
  return seconds === undefined ? [] : [{ file, seconds: Number(seconds), threshold: Number(threshold) }]
})

const analysisOf = (analysis: Readonly<Record<string, unknown>>): Analysis => {
  const read = readAnalysis(canaryObject({ analysis }))
  return read.kind === 'read' ? read.analysis : expect.fail(read.why)
}

describe('the replay of an analysis', () => {
  it.each(recorded)('ends when the real Flagger ended: $file', ({ file, seconds, threshold }) => {
    const { samples } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Timeline
    const first = samples.find(({ weights }) =>
      Object.values(weights ?? {}).some((weight) => weight > 0 && weight < 100)
    )
    const failed = samples.find(({ phase }) => phase === 'Failed')
    const startMs = (first?.seconds ?? 0) * 1_000
    const analysis = analysisOf({ interval: `${seconds}s`, threshold })
    const { ticks, rolledBackAt } = replay(analysis, startMs, () => 70, 3_600_000)
    expect(Math.abs((rolledBackAt ?? 0) - (failed?.seconds ?? 0) * 1_000)).toBeLessThan(2_500)
    const most = Math.max(...samples.map(({ failedChecks }) => failedChecks ?? 0))
    expect(ticks.filter(({ does }) => does === 'halts')).toHaveLength(most)
  })

  it('counts what has no value as failed, and takes nothing back for a check that passes', () => {
    const values = new Map([
      [60_000, null],
      [120_000, 100],
      [180_000, 50]
    ])
    const { ticks, rolledBackAt } = replay(analysisOf({ threshold: 2 }), 0, (_, at) => values.get(at) ?? null, 600_000)
    expect(ticks.map(({ does, weight, failedChecks }) => [does, weight, failedChecks])).toEqual([
      ['starts', 10, 0],
      ['halts', 10, 1],
      ['advances', 20, 1],
      ['halts', 20, 2],
      ['rollsBack', 0, 2]
    ])
    expect(rolledBackAt).toBe(240_000)
  })

  it('goes by steps of their own, and is promoted at the last of them', () => {
    const analysis = analysisOf({ stepWeight: 0, maxWeight: 0, stepWeights: [1, 5, 20] })
    const { ticks, promotedAt } = replay(analysis, 0, () => 100, 600_000)
    expect(ticks.map(({ weight }) => weight)).toEqual([1, 5, 20, 20])
    expect(promotedAt).toBe(180_000)
    expect(exposureMs({ ticks }, 180_000)).toBe(60_000 * 0.01 + 60_000 * 0.05 + 60_000 * 0.2)
  })

  it('knows durations without their fraction, and the single threshold of before', () => {
    const slow = analysisOf({ threshold: 1, metrics: [{ name: 'request-duration', thresholdRange: { max: 500 } }] })
    expect(replay(slow, 0, () => 500.9, 60_000).ticks[1]?.does).toBe('advances')
    expect(replay(slow, 0, () => 501, 60_000).ticks[1]?.does).toBe('halts')
    const old = analysisOf({ metrics: [{ name: 'request-success-rate', threshold: 99 }] })
    expect(replay(old, 0, () => 98.9, 60_000).ticks[1]?.does).toBe('halts')
  })

  it.each([
    [{ iterations: 5 }, 'It does not go by weights.'],
    [{ mirror: true }, 'It mirrors requests first.'],
    [{ metrics: [{ name: 'errors', templateRef: { name: 'own' } }] }, 'Its check errors asks a query of its own.']
  ])('is not made of %o', (analysis, why) => {
    expect(readAnalysis(canaryObject({ analysis }))).toEqual({ kind: 'other', why })
  })
})
