import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { measuredEffectMs, podsEffectMs } from './measured-effect.ts'

interface Measured {
  /** From the approval to the last request on the bad version. */
  readonly lastBadMs: number
}

/** Levers whose users wait for new pods. */
const byPods = ['deploymentRollback', 'canaryRestore', 'configRestore', 'manyServices']

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'evidence', 'traffic')

describe('the time that a lever takes is what was measured', () => {
  let measured: ReadonlyMap<string, Measured>

  beforeAll(async () => {
    const files = (await readdir(folder)).filter((name) => /^zero-\w+(-crowd)?\.json$/.test(name))
    const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Measured
    measured = new Map(await Promise.all(files.map(async (name) => [name.slice(5, -5), await read(name)] as const)))
  })

  const slowest = (...levers: readonly string[]): number =>
    Math.max(...levers.map((lever) => measured.get(lever)?.lastBadMs ?? Infinity))

  it.each([
    ['by weights', measuredEffectMs.byWeights, ['trafficDrain', 'canaryAbort']],
    ['by the controller of a Rollout', measuredEffectMs.byRollout, ['rolloutAbort']],
    ['by pods', measuredEffectMs.byPods, byPods],
    ['by pods, beside a crowd', measuredEffectMs.byPodsInCrowd, byPods.map((lever) => `${lever}-crowd`)]
  ])('%s, rounded up to a second', (_what, ms, levers) => {
    expect(ms).toBe(1_000 * Math.ceil(slowest(...levers) / 1_000))
  })

  it('is never less than what replacing pods was measured to take', () => {
    expect(podsEffectMs(1_000)).toBe(measuredEffectMs.byPods)
    expect(podsEffectMs(90_000)).toBe(90_000)
    expect(podsEffectMs(1_000, 200)).toBe(measuredEffectMs.byPodsInCrowd)
    expect(podsEffectMs(1_000, 6)).toBe(measuredEffectMs.byPods)
  })
})
