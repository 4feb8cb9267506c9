import { createAdmin } from './admin.ts'
import { createApi } from './api.mjs'
import type { Bench } from './bench.ts'
import { openBench } from './bench.ts'

/** What users of a host saw so far. */
interface Counted {
  readonly requests: number
  readonly errors: number
}

/** The shared control plane as the evidence's programs know one of their own. */
export async function openEvidence(): Promise<
  Bench & {
    readonly api: ReturnType<typeof createApi>
    readonly kubectl: (args: readonly string[], input?: string) => Promise<string>
    readonly mesh: { readonly seen: (namespace: string, host: string) => Promise<Counted> }
  }
> {
  const bench = await openBench()
  const admin = createAdmin(bench)
  return {
    ...bench,
    api: createApi({ server: bench.server, ca: bench.ca, token: bench.tokens.admin }),
    kubectl: (args, input) => (input === undefined ? admin.kubectl(args) : admin.kubectl([...args, '-f', '-'], input)),
    mesh: {
      async seen(namespace, host) {
        const answer = await fetch(`${bench.url}/seen?${new URLSearchParams({ namespace, host })}`)
        return (await answer.json()) as Counted
      }
    }
  }
}
