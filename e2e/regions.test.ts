import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import scenarios from '../resources/drills/scenarios.json' with { type: 'json' }
import { ensureBuild } from '../scripts/setup/build.mjs'
import { playScenario } from './play-scenario.ts'

let out: string

beforeAll(async () => {
  await ensureBuild()
  out = await mkdtemp(join(tmpdir(), 'backout-regions-'))
}, 120_000)

afterAll(() => rm(out, { recursive: true, force: true }))

/** Refused by the lever, refused before approval, done although it was turned away, with Azure SQL, and with PostgreSQL: with what is sent in each. */
it.each([
  ['region-geographic', 'routes by geography, which does not fail over', []],
  ['region-locked', 'The lock freeze on ', []],
  ['region-throttled', null, ['Enabled', 'Disabled', 'az cosmosdb offline-region']],
  ['region-sql', null, ['Enabled', 'Disabled', 'az sql failover-group set-primary']],
  ['region-postgres', null, ['Enabled', 'Disabled', 'az postgres flexible-server replica promote']]
])('%s ends as it says of itself', { timeout: 240_000 }, async (id, why, sent) => {
  const { code, result: seen, narration } = await playScenario(out, id, 11, 20)
  const { expects } = scenarios.find((scenario) => scenario.id === id) ?? { expects: null }
  const said = { exit: code, lever: seen.plan?.lever ?? null, verdict: seen.verdict?.level }
  expect(said, narration).toEqual(expects)
  expect(seen.stopped ?? '').toContain(why ?? '')
  expect(seen.recovered).toBe(why === null)
  const applied = seen.steps.filter(({ outcome }) => outcome === 'succeeded')
  expect(
    applied.map(
      ({ command }) =>
        /^az (?:cosmosdb|sql failover-group|postgres flexible-server replica) \S+|\w+$/.exec(command)?.[0]
    )
  ).toEqual(sent)
  expect(seen.effects).toHaveLength(sent.length)
  if (why !== null) return
  // The second change is turned away for minutes, and sent anew.
  const outcomes = id === 'region-throttled' ? ['failed', 'succeeded'] : ['succeeded']
  expect(seen.steps.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(outcomes))
  expect(narration).toContain('Endpoints stand as they were left: True')
})
