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
    let cluster: Awaited<ReturnType<typeof openEvidence>>
    let results: Promise<readonly Played[]>
    const say = (line: string): void => console.log(line)

    beforeAll(async () => {
      cluster = await openEvidence()
      results = playAll(cluster, scenarios, say) as Promise<readonly Played[]>
      results.catch(() => undefined)
    })

    /** A machine that stalls makes Flagger's ticks late: what was not as claimed is played once more, with less beside it. */
    async function playAgain(id: string): Promise<Played> {
      say(`${id}: second try`)
      const scenario = scenarios.filter((one) => one.id === id)
      const [again] = (await playAll(cluster, scenario, say, undefined, '-again')) as readonly Played[]
      return again ?? expect.fail('not played again')
    }

    test.each(scenarios.map(({ id, title: claim }) => ({ id, claim })))(
      '$id: $claim',
      { timeout: 840_000 },
      async ({ id }) => {
        const first = (await results).find((result) => result.id === id) ?? expect.fail('not played')
        const played = unseenOf(first).length === 0 ? first : await playAgain(id)
        expect(unseenOf(played), JSON.stringify(played.measured)).toEqual([])
      }
    )
  })
}
