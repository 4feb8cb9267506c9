import { beforeAll, describe, expect, test } from 'vitest'
import { createApi } from './api.mjs'
import { createAdmin } from './admin.ts'
import { hasBench, openBench } from './bench.ts'
import { playAll } from './evidence/play.mjs'
import { scenarios } from './evidence/scenarios.mjs'

interface Played {
  readonly id: string
  readonly verdict: Readonly<Record<string, unknown>>
  readonly secondsToQuiet: number | null
}

// The end states come from this run against the real Flagger, never from docs/evidence.
describe.skipIf(!hasBench)('what the procedure’s commands and ours do under a real Flagger', () => {
  let results: Promise<readonly Played[]>

  beforeAll(async () => {
    const bench = await openBench()
    const admin = createAdmin(bench)
    const kubectl: typeof admin.kubectl = (...args) => admin.kubectl(...args)
    const cluster = {
      api: createApi({ server: bench.server, ca: bench.ca, token: bench.tokens.admin }),
      kubectl: (args: readonly string[], input?: string) =>
        input === undefined ? kubectl(args) : kubectl([...args, '-f', '-'], input),
      flaggerUrl: bench.flaggerUrl,
      mesh: {
        seen: async (namespace: string, host: string) =>
          (await fetch(`${bench.url}/seen?namespace=${namespace}&host=${host}`)).json()
      }
    }
    results = playAll(cluster, scenarios, (line: string) => console.log(line)) as Promise<readonly Played[]>
    results.catch(() => undefined)
  })

  test.each(
    (scenarios as readonly { readonly id: string; readonly title: string }[]).map(({ id, title }) => ({ id, title }))
  )('$id: $title', { timeout: 840_000 }, async ({ id }) => {
    const played = (await results).find((result) => result.id === id) ?? expect.fail('not played')
    const unseen = Object.entries(played.verdict).filter(([, value]) => value === false || value === null)
    expect(unseen, JSON.stringify(played.verdict)).toEqual([])
    // Every composite of ours brings users to rest; the procedure's commands of T1 and T2 never do.
    if (/^(abort|suspend|restore)/.test(id)) expect(played.secondsToQuiet).not.toBeNull()
    if (/^(T1|T2)-/.test(id)) expect(played.secondsToQuiet).toBeNull()
  })
})
