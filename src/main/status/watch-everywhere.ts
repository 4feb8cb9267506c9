import type { Observed, ServiceRow, ServicesView } from '../../contract/index.ts'
import { lastValue, mapObserved } from '../../contract/index.ts'
import { inTurns } from '../lib/in-turns.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { createPublisher, pollMs, publishEveryMs, repeat, sourcePollMs } from './cadence.ts'
import { everywhereLimits } from './everywhere-limits.ts'
import { followScope } from './everywhere-scope.ts'
import { followNormals } from './follow-normals.ts'
import type { Workloads } from './follow-workloads.ts'
import { joinedRows } from './joined-rows.ts'
import { withLeftOut } from '../lib/left-out.ts'
import { leftOutOfAll } from './left-out-of-all.ts'
import { createNamespaceFollowers } from './namespace-followers.ts'
import { namespaceOrder } from './namespace-order.ts'
import { createNamespacePoll, type NamespacePoll } from './namespace-poll.ts'
import { createObjectCache } from './object-cache.ts'
import { serviceRows } from './service-rows.ts'
import { sortedNames } from './sorted-names.ts'
import { splitWorkloads } from './split-workloads.ts'
import type { WatchServicesOptions } from './watch-services.ts'

/** Of the clock's time: metrics are asked so often, and less often the more namespaces there are. */
const metricsEveryMs = { least: 5_000, each: 250 } as const

/**
 * Follows the Deployments of all namespaces that may be read, sorted by trouble, until `abort`: with one watch a kind for
 * the whole cluster where that is allowed and small enough, else with those of a few namespaces.
 */
export function watchEverywhere(options: WatchServicesOptions, onView: (view: ServicesView) => void): void {
  const { connection, namespace, clock, limits, abort } = options
  const { reader } = connection
  const now = (): string => clock.now().toISOString()
  const serverNow = (): Date => new Date(clock.now().getTime() + connection.skewMs())
  const startedAt = now()
  const numbers = new Map<string, NamespacePoll>()
  let shown: readonly ServiceRow[] = []

  const changed = createPublisher(publish, publishEveryMs, abort)
  const followers = createNamespaceFollowers({ reader, now, onChange: changed, abort })
  const normals = followNormals({ limits, serverNow, workloadsOf: followers.of, onChange: changed, abort })
  const namespaces = createObjectCache('namespaces', now)
  const takeNamespaces: Parameters<typeof reader.watch>[2] = (event) => {
    namespaces.take(event)
    changed()
  }
  reader.watch(kubePath({ group: '', version: 'v1', resource: 'namespaces' }), {}, takeNamespaces, abort)
  const names = (): Observed<readonly string[]> => sortedNames(namespaces.observed())
  const scope = followScope({ reader, clock, home: namespace, names, followers, onChange: changed, abort })

  const isWaiting = (): boolean => options.metrics().state === 'loading' || numbers.size === 0
  const pollEveryMs = (): number =>
    pollMs(clock, Math.max(metricsEveryMs.least, metricsEveryMs.each * numbers.size), 400)
  void repeat(poll, () => (isWaiting() ? sourcePollMs : pollEveryMs()), abort)

  /** What is in view, by namespace, and what is too much of it. */
  function inView(): { readonly parts: ReadonlyMap<string, Workloads>; readonly tooMany: readonly string[] } {
    const together = followers.together()
    if (!together) return { parts: followers.apart(), tooMany: [] }
    const all = splitWorkloads(together)
    const ordered = namespaceOrder([...all.keys()], namespace)
    const most = everywhereLimits.namespacesTogether
    const taken = new Set(ordered.slice(0, most))
    return { parts: new Map([...all].filter(([name]) => taken.has(name))), tooMany: ordered.slice(most) }
  }

  async function poll(): Promise<void> {
    const metrics = options.metrics()
    const { parts } = inView()
    for (const name of numbers.keys()) if (!parts.has(name)) numbers.delete(name)
    for (const name of parts.keys()) if (!numbers.has(name)) numbers.set(name, createNamespacePoll(name, now))
    if (metrics.state === 'value') {
      let answered = false
      await inTurns([...numbers.values()], everywhereLimits.atOnce, async (each) => {
        answered = (await each.read(metrics.value, abort)) || answered
        changed()
      })
      if (answered) void normals.read(metrics.value, shown)
    } else for (const each of numbers.values()) each.forget()
    if (!abort.aborted) changed()
  }

  function rowsOf(name: string, part: Workloads, at: Date): Observed<readonly ServiceRow[]> {
    const numbersOf = numbers.get(name) ?? createNamespacePoll(name, now)
    const rows = mapObserved(part.deployments, (deployments) =>
      serviceRows({
        deployments,
        replicaSets: lastValue(part.replicaSets),
        pods: lastValue(part.pods),
        claims: part.claims,
        ...numbersOf.forRows(options.metrics()),
        normalP95: (release) => normals.before(release, at),
        crossing: options.crossing,
        isOfBefore: options.isOfBefore,
        now: at
      })
    )
    return withLeftOut(rows, leftOutOfAll(part))
  }

  function publish(): void {
    const at = serverNow()
    const { parts, tooMany } = inView()
    const { how, why, unread, leftOut } = scope()
    const read = [...parts].map(([name, part]) => ({ name, rows: rowsOf(name, part, at) }))
    const joined = joinedRows(read.map((each) => each.rows)) ?? withoutParts()
    const together = followers.together()
    const rows = together ? withLeftOut(joined, leftOutOfAll(together)) : joined
    shown = lastValue(rows) ?? []
    // Together they fail together: the list says it.
    const failed = read.flatMap(({ name, rows: each }) =>
      how === 'apart' && 'failure' in each ? [{ namespace: name, failure: each.failure }] : []
    )
    onView({
      namespace,
      everywhere: {
        how,
        why,
        namespaces: read.filter(({ rows: each }) => lastValue(each) !== undefined).map(({ name }) => name),
        unread: [...failed, ...unread],
        leftOut: [...tooMany, ...leftOut]
      },
      namespaces: names(),
      rows
    })
  }

  /** Of what there is while no namespace with a Deployment is known. */
  function withoutParts(): Observed<readonly ServiceRow[]> {
    const { how, unread, unasked } = scope()
    if (unasked) return unasked
    const together = followers.together()
    if (together) return mapObserved(together.deployments, () => [])
    if (how === 'asking') return { state: 'loading', awaiting: 'the services of all namespaces', sinceAt: startedAt }
    const listed = namespaces.observed()
    if (listed.state === 'forbidden' && namespace === '') return listed
    const [refused] = unread
    if (refused) return { state: 'forbidden', failure: refused.failure, observedAt: now() }
    return { state: 'value', value: [], observedAt: now() }
  }
}
