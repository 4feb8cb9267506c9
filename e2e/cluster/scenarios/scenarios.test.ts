import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { istioMeter } from '../../../src/main/providers/prometheus/meters/shipped.ts'
import { pastRange, replicaSetRequests, type RangeQueries } from '../../../src/main/standing/replica-set-errors.ts'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import type { Bench } from '../bench.ts'
import { hasBench, openBench } from '../bench.ts'
import { kubeconfigThrough } from '../kubeconfig.ts'
import { askPrometheus } from '../promql/samples.ts'
import type { RecordingProxy } from '../recording-proxy.ts'
import { startRecordingProxy } from '../recording-proxy.ts'
import type { Ended } from './headless.ts'
import { playHeadless } from './headless.ts'
import type { World } from './worlds.ts'
import { focus, makeWorld, worlds } from './worlds.ts'

/** Any seed gives the same kind of answer; this one draws a crash-looping world whose old pods still serve. */
const seed = 7
const drillSpeed = 15

describe.skipIf(!hasBench)('the console on the real cluster and on the drill', () => {
  let bench: Bench
  let admin: Admin
  const proxies: RecordingProxy[] = []
  const played = new Map<string, { readonly cluster: Promise<Ended>; readonly drill: Promise<Ended> }>()

  beforeAll(async () => {
    bench = await openBench()
    admin = createAdmin(bench)
    let queue: Promise<unknown> = Promise.resolve()
    for (const world of worlds) {
      const drill = queue.then(() =>
        playHeadless(`${world.id}-drill`, ['--scenario', world.id, '--seed', seed, '--speed', drillSpeed].map(String))
      )
      // One drill at a time, while the worlds of the cluster live through their history.
      queue = drill.catch(() => undefined)
      const cluster = makeWorld(bench, admin, world).then(() => playOnCluster(world))
      played.set(world.id, { cluster, drill })
      for (const one of [cluster, drill]) one.catch(() => undefined)
    }
  })
  afterAll(() => {
    for (const proxy of proxies) proxy.close()
  })

  async function playOnCluster(world: World): Promise<Ended> {
    const kubeconfig = world.withoutMetrics
      ? await kubeconfigWithoutMetrics(world.user)
      : (bench.kubeconfigs[world.user] ?? '')
    const where = ['--kubeconfig', kubeconfig, '--context', world.user, '--namespace', world.id]
    return playHeadless(`${world.id}-cluster`, [...where, '--control', `${bench.url}/referee/${world.id}/${focus}`])
  }

  /** The same cluster, whose Prometheus is another Service: one that has no pods. */
  async function kubeconfigWithoutMetrics(user: World['user']): Promise<string> {
    const proxy = await startRecordingProxy(bench, (path) =>
      path.replace(
        /\/namespaces\/istio-system\/services\/[^/]+\/proxy/,
        '/namespaces/nowhere/services/prometheus:http/proxy'
      )
    )
    proxies.push(proxy)
    return kubeconfigThrough(proxy, bench, user)
  }

  async function imageNow(id: string): Promise<string> {
    const path = `/apis/apps/v1/namespaces/${id}/deployments/${focus}`
    const found = await admin.get<{
      readonly spec: {
        readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } }
      }
    }>(path)
    return found.spec.template.spec.containers[0]?.image ?? ''
  }

  test.each(worlds)('$id: same verdict, kind of revision, checks and effects', { timeout: 900_000 }, async (world) => {
    const { cluster, drill } = played.get(world.id) ?? expect.fail('not played')
    const [real, simulated] = await Promise.all([cluster, drill])
    expect(essence(real), JSON.stringify(real.result)).toEqual(essence(simulated))
    const rolledBack = real.result.effects.length > 0 || world.undoneByAnother === true
    const expected = rolledBack ? (world.goodTag ?? world.abortedTo) : world.tags.at(-1)
    expect(await imageNow(world.id)).toBe(`registry.example/${focus}:${expected}`)
    if (real.result.plan && world.goodTag !== null)
      expect(real.result.plan.revision).toBe(world.tags.indexOf(world.goodTag ?? '') + 1)
  })

  test.each(worlds.filter(isJudgedByMetrics))(
    '$id: what is counted for each revision is that of its own pods',
    { timeout: 900_000 },
    async ({ id, tags }) => {
      await (played.get(id) ?? expect.fail('not played')).cluster
      for (const [index, tag] of tags.entries()) {
        const replicaSet = await replicaSetOf(id, tag)
        const now = Date.now()
        const range = pastRange(now - 15 * 60_000, now)
        const count = await replicaSetRequests(
          rangeQueries(bench),
          { namespace: id, name: focus },
          replicaSet,
          range,
          60
        )
        const { total, failed } = count ?? expect.fail(`no request by pods of revision ${index + 1}`)
        expect(failed / total, tag).toBeCloseTo(tag.endsWith('-bad') ? 0.3 : 0, 2)
      }
    }
  )

  async function replicaSetOf(id: string, tag: string): Promise<string> {
    const { items } = await admin.get<ReplicaSets>(
      `/apis/apps/v1/namespaces/${id}/replicasets?labelSelector=app=${focus}`
    )
    const found = items.find(
      ({ spec }) => spec.template.spec.containers[0]?.image === `registry.example/${focus}:${tag}`
    )
    return found?.metadata.name ?? expect.fail(`no ReplicaSet of ${tag}`)
  }
})

interface ReplicaSets {
  readonly items: readonly {
    readonly metadata: { readonly name: string }
    readonly spec: {
      readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } }
    }
  }[]
}

/** Every revision of it answered users. */
function isJudgedByMetrics({ tags, goodTag, withoutMetrics }: World): boolean {
  return goodTag !== null && !withoutMetrics && tags.every((tag) => !tag.endsWith('-crash'))
}

/** The real Prometheus, as plans ask it. */
function rangeQueries({ metricsUrl }: Bench): RangeQueries {
  return {
    meter: istioMeter,
    async queryRange(query, start, end, step) {
      const parameters = new URLSearchParams({ query, start, end, step: String(step) })
      const { body } = await askPrometheus(metricsUrl, '/api/v1/query_range', parameters)
      return (body.data?.result ?? []).map(({ metric, values = [] }) => ({
        labels: metric,
        points: values.map(([at, text]) => ({ at: new Date(at * 1_000).toISOString(), value: Number(text) }))
      }))
    }
  }
}

/** What both runs must have in common; names, numbers and times are drawn. */
function essence({ code, result }: Ended): unknown {
  const { recovered, verdict, plan, steps, checks, effects, stopped } = result
  return {
    code,
    recovered,
    level: verdict?.level,
    row: verdict?.row,
    disagreeing: verdict?.disagreeing,
    lever: plan?.lever,
    steps: steps.map(({ outcome, request }) => `${request?.method} ${request?.contentType} ${outcome}`),
    // Whether the normal latency of before is known depends on how long the service had been well; it blocks only when it is bad.
    checks: checks.map(
      ({ name, status }) => `${name}: ${name === 'latency' && status !== 'False' ? 'not bad' : status}`
    ),
    effects: effects.map(({ method, status }) => `${method} ${status}`),
    stopped: stopped?.replaceAll(/"[^"]*"|\S+\/\S+/g, '<name>') ?? null
  }
}
