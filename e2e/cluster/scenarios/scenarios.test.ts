import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Admin } from '../admin.ts'
import { createAdmin } from '../admin.ts'
import type { Bench } from '../bench.ts'
import { hasBench, openBench } from '../bench.ts'
import { kubeconfigThrough } from '../kubeconfig.ts'
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
    const rolledBack = real.result.effects.length > 0
    const expected = rolledBack ? world.goodTag : world.tags.at(-1)
    expect(await imageNow(world.id)).toBe(`registry.example/${focus}:${expected}`)
    if (real.result.plan) expect(real.result.plan.revision).toBe(world.tags.indexOf(world.goodTag ?? '') + 1)
  })
})

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
    steps: steps.map(({ outcome, request }) => `${request.method} ${request.contentType} ${outcome}`),
    checks: checks.map(({ name, status }) => `${name}: ${status}`),
    effects: effects.map(({ method, status }) => `${method} ${status}`),
    stopped: stopped?.replaceAll(/"[^"]*"|\S+\/\S+/g, '<name>') ?? null
  }
}
