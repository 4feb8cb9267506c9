import { beforeAll, describe, expect, test } from 'vitest'
import { hasBench } from '../bench.ts'
import { openEvidence } from '../evidence-bench.ts'
import type { Scenario } from './play.mjs'
import { playAll, unseenOf } from './play.mjs'

interface Played {
  readonly id: string
  readonly claims?: Readonly<Record<string, boolean>>
  readonly failure?: string
  readonly measured?: unknown
}

/**
 * Plays scenarios against the real Flagger and asserts every claim of each. The end states come from this run, never from
 * docs/evidence.
 */
export function assertScenarios(title: string, scenarios: readonly Scenario[]): void {
  describe.skipIf(!hasBench)(title, () => {
    let results: Promise<readonly Played[]>

    beforeAll(async () => {
      const cluster = await openEvidence()
      results = playAll(cluster, scenarios, (line: string) => console.log(line)) as Promise<readonly Played[]>
      results.catch(() => undefined)
    })

    test.each(scenarios.map(({ id, title: claim }) => ({ id, claim })))(
      '$id: $claim',
      { timeout: 840_000 },
      async ({ id }) => {
        const played = (await results).find((result) => result.id === id) ?? expect.fail('not played')
        expect(unseenOf(played), JSON.stringify(played.measured)).toEqual([])
      }
    )
  })
}
