import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import scenarios from '../../resources/drills/scenarios.json' with { type: 'json' }
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { playScenario } from '../play-scenario.ts'
import { hasBench } from './bench.ts'

let out: string

beforeAll(async () => {
  await ensureBuild()
  out = await mkdtemp(join(tmpdir(), 'backout-expectations-'))
}, 120_000)

afterAll(() => rm(out, { recursive: true, force: true }))

/** Those of the first page are played in `e2e/scenarios.test.ts`, with drawn seeds. */
const asExpected: ReadonlySet<string> = new Set([
  'bad-promotion',
  'promotion-failed',
  'skip-analysis-left-on',
  'canary-crash-loop',
  'canary-rolled-back',
  'suspended-and-forgotten',
  'mirrored-copies',
  'primary-not-ready',
  'flagger-dead',
  'ab-test',
  'three-destinations',
  'delegated-routes'
])

/**
 * What scenarios say of themselves, seen, with a seed that is always the same. Their worlds go on while the console reads:
 * a release is rolled back or promoted by itself where a busy machine takes minutes, so they are played one at a time.
 */
describe.skipIf(!hasBench)('what a scenario expects', () => {
  it.each(scenarios.filter(({ id }) => asExpected.has(id)))(
    'is what becomes of $id',
    { timeout: 300_000 },
    async ({ id, expects }) => {
      const { code, result: seen, narration } = await playScenario(out, id, 11, 10)
      const said = { level: seen.verdict?.level, lever: seen.plan?.lever ?? null, recovered: seen.recovered, code }
      expect(said, narration).toEqual({
        level: expects.verdict,
        lever: expects.lever,
        recovered: expects.exit === 0,
        code: expects.exit
      })
    }
  )
})
