import { beforeAll, describe, expect, test } from 'vitest'
import { openEvidence } from './evidence-bench.ts'
import { hasBench } from './bench.ts'
import { playAll, unseenOf } from './evidence/play.mjs'
import { scenarios } from './evidence/scenarios/index.mjs'

interface Played {
  readonly id: string
  readonly claims?: Readonly<Record<string, boolean>>
  readonly failure?: string
  readonly measured?: unknown
}

// The end states come from this run against the real Flagger, never from docs/evidence.
describe.skipIf(!hasBench)('what the procedure’s commands and ours do under a real Flagger', () => {
  let results: Promise<readonly Played[]>

  beforeAll(async () => {
    const cluster = await openEvidence()
    results = playAll(cluster, scenarios, (line: string) => console.log(line)) as Promise<readonly Played[]>
    results.catch(() => undefined)
  })

  test.each(
    (scenarios as readonly { readonly id: string; readonly title: string }[]).map(({ id, title }) => ({ id, title }))
  )('$id: $title', { timeout: 840_000 }, async ({ id }) => {
    const played = (await results).find((result) => result.id === id) ?? expect.fail('not played')
    expect(unseenOf(played), JSON.stringify(played.measured)).toEqual([])
  })
})
