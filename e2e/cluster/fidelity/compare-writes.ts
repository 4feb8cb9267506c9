import { isDeepStrictEqual } from 'node:util'
import type { PassedRequest } from '../recording-proxy.ts'

/** How the console's write relates to kubectl's. */
export interface Compared {
  readonly relation: 'equal' | 'stronger by preconditions' | 'different' | 'neither writes' | 'only kubectl writes'
  readonly why: string
}

interface Operation {
  readonly op: string
  readonly path: string
  readonly value?: unknown
}

/** Questions, and the mark by which consoles keep out of each other's way. */
const harmless = /selfsubject|\/coordination\.k8s\.io\//

/** Requests that would change something that serves. */
export function writesOf(requests: readonly PassedRequest[]): readonly PassedRequest[] {
  return requests.filter(
    ({ method, path, query }) => method !== 'GET' && !query.includes('dryRun=') && !harmless.test(path)
  )
}

/** Compares by method, path and body; the two namespaces count as one. */
export function compareWrites(
  console: readonly PassedRequest[],
  kubectl: readonly PassedRequest[],
  same: (text: string) => string
): Compared {
  if (console.length === 0 && kubectl.length === 0) return { relation: 'neither writes', why: '' }
  if (console.length === 0) return { relation: 'only kubectl writes', why: '' }
  const [ours] = console
  const [theirs] = kubectl
  if (!ours || !theirs || console.length > 1 || kubectl.length > 1) {
    return { relation: 'different', why: `${console.length} and ${kubectl.length} writes` }
  }
  for (const part of ['method', 'path', 'contentType'] as const) {
    if (same(ours[part]) !== same(theirs[part])) {
      return { relation: 'different', why: `${part}: ${same(ours[part])}, kubectl ${same(theirs[part])}` }
    }
  }
  const [own, their] = [operations(ours, same), operations(theirs, same)]
  const tests = own.filter(({ op }) => op === 'test')
  const rest = own.filter(({ op }) => op !== 'test')
  if (!isDeepStrictEqual(rest, their)) return { relation: 'different', why: 'the operations differ' }
  const query = ours.query === theirs.query ? '' : `query ${ours.query || 'none'}, kubectl ${theirs.query || 'none'}`
  if (tests.length === 0) return { relation: 'equal', why: query }
  const tested = tests.map(({ path }) => `\`${path}\``).join(', ')
  return { relation: 'stronger by preconditions', why: [`tests ${tested}`, query].filter((text) => text).join('; ') }
}

/** Go writes empty creation times and resources where raw JSON has none. */
function operations({ body }: PassedRequest, same: (text: string) => string): readonly Operation[] {
  return (JSON.parse(same(body)) as readonly Operation[]).map(
    (operation) => withoutEmpty(operation) as unknown as Operation
  )
}

/** Without what Go's types add: null, empty objects and lists. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([key, child]) => [key, withoutEmpty(child as unknown)] as const)
    .filter(([, child]) => child !== null && !(typeof child === 'object' && Object.keys(child as object).length === 0))
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
