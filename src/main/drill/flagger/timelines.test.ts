import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys, nameOf } from '../controllers/kube-types.ts'
import type { World } from '../world/world.ts'
import type { Canary } from './canary.ts'
import type { VirtualService } from './istio.ts'
import type { Wanted } from './testing/bench.ts'
import { benchStartMs, namespace, service, startBench } from './testing/bench.ts'
import { createSettings, gate, readsSettings, release, run } from './testing/commands.ts'

// Each world is a second or two of computing, and machines are busy.
vi.setConfig({ testTimeout: 60_000 })

/** A timeline of the real control plane, as far as it is compared. */
interface Timeline {
  readonly marks: readonly { readonly seconds: number; readonly label: string; readonly command?: string }[]
  readonly samples: readonly (Sample & { readonly seconds: number; readonly errorRatio: number | null })[]
}

interface Sample {
  readonly phase: string | null
  readonly failedChecks: number | null
  readonly message: string | null
  readonly weights: Readonly<Record<string, number>> | null
  readonly workloads: Readonly<Record<string, { readonly image: string; readonly replicas: number }>>
}

function timeline(id: string): Timeline {
  const file = join(import.meta.dirname, '../../../../docs/evidence', `${id}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as Timeline
}

/** What both are compared by: everything but pods that are on their way. */
function stateOf({ phase, failedChecks, message, weights, workloads }: Sample): object {
  const images = Object.entries(workloads)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([name]) => name.startsWith(service))
    .map(([name, { image, replicas }]) => [name, `${image} x${replicas}`])
  return { phase, failedChecks, message, weights, workloads: Object.fromEntries(images) }
}

function sampleOf({ store }: World): Sample {
  const canary = store.get(keys.canaries, namespace, service) as Canary | undefined
  const routes = (store.get(keys.virtualServices, namespace, service) as VirtualService | undefined)?.spec.http?.[0]
    ?.route
  const deployments = store.list(keys.deployments, namespace) as readonly Deployment[]
  return {
    phase: canary?.status?.phase ?? null,
    failedChecks: canary?.status?.failedChecks ?? null,
    message: canary?.status?.conditions?.[0]?.message ?? null,
    weights:
      routes === undefined
        ? null
        : Object.fromEntries(routes.map(({ destination, weight = 0 }) => [destination.host, weight])),
    workloads: Object.fromEntries(
      deployments.map((one) => [
        nameOf(one),
        { image: one.spec.template.spec.containers[0]?.image ?? '', replicas: one.spec.replicas }
      ])
    )
  }
}

interface Played extends Wanted {
  /** The length of a tick, seconds. */
  readonly tick?: number
  /** Done besides the commands, seconds after the primary was there. */
  readonly also?: readonly { readonly at: number; readonly path: string }[]
}

const hook = (type: string, path: string): object => ({
  webhooks: [{ name: 'gate', type, url: `http://flagger-loadtester.flagger-system${path}` }]
})

const automatic = [5, 10, 20].flatMap((interval) =>
  [1, 3, 5].map((threshold): readonly [string, Played] => [
    `T10-interval-${interval}s-threshold-${threshold}`,
    { analysis: { threshold, interval: `${interval}s` }, tick: Math.max(10, interval) }
  ])
)

const played: readonly (readonly [string, Played])[] = [
  ...automatic,
  ['T1-skip-analysis', { analysis: { threshold: 50 } }],
  ['T2-delete-canary', { analysis: { threshold: 50 } }],
  ['T2-delete-canary-at-rest', {}],
  ['T3-undo-target', {}],
  ['T3-undo-after-promotion', {}],
  ['T4-undo-everything', { analysis: { stepWeight: 50, maxWeight: 50 } }],
  ['T5-first-weight-only', { analysis: { threshold: 50, stepWeight: 50, maxWeight: 60 } }],
  [
    'T10-cumulative-checks',
    {
      analysis: hook('rollout', '/gate/check'),
      also: [35, 45, 55, 65].map((at) => ({ at, path: at % 20 === 15 ? '/gate/open' : '/gate/close' }))
    }
  ],
  ['T13-message-errors', {}],
  [
    'T13-message-latency',
    { analysis: { metrics: [{ name: 'request-duration', interval: '10s', thresholdRange: { max: 500 } }] } }
  ],
  ['T13-message-webhook', { analysis: hook('rollout', '/gate/halt') }],
  ['T13-message-never-ready', { spec: { progressDeadlineSeconds: 30 } }],
  ['abort-by-failed-checks', { analysis: { threshold: 50 } }],
  [
    'abort-by-gate',
    { analysis: { threshold: 50, ...hook('rollback', '/rollback/check') }, also: [{ at: 22, path: '/rollback/open' }] }
  ],
  ['abort-by-temporary-hook', { analysis: { threshold: 50 } }],
  ['abort-and-drain', { analysis: { threshold: 50 } }],
  ['suspend-and-drain', { analysis: { threshold: 50 } }],
  ['pinned-undo-of-primary', { analysis: { threshold: 50 } }],
  ['restore-after-bad-promotion', { analysis: { threshold: 50 } }],
  ['restore-by-skipping-analysis', { analysis: { threshold: 50 } }],
  ['open-own-health-as-hook', { analysis: { threshold: 50 } }],
  ['open-undo-while-progressing', { analysis: { threshold: 50, stepWeight: 25, maxWeight: 50 } }],
  ['open-undo-after-failure', {}],
  ['open-annotated-routes', {}],
  ['T10-interval-60s-threshold-5', { analysis: { threshold: 5 }, tick: 60 }],
  [
    'T2-delete-canary-reverting',
    { analysis: { threshold: 50 }, spec: { revertOnDeletion: true }, hasOwnService: true }
  ],
  [
    'open-undo-while-progressing-then-rollback',
    {
      analysis: { threshold: 50, ...hook('rollback', '/rollback/check') },
      also: [{ at: 28, path: '/rollback/open' }]
    }
  ],
  ['open-undo-after-failure-config', { also: [{ at: 0.6, path: 'configMap' }] }],
  ['open-promotion-failed', { analysis: { stepWeight: 50, maxWeight: 50 } }]
]

/** Samples are a second apart, so a tick was half a second before the one that shows it, more or less. */
const sampledLateSeconds = 0.5

/** When the target gave way and the routes were there, which was the tick that found the primary ready. */
function initializedAt(samples: Timeline['samples']): number {
  const isTick = ({ weights, workloads }: Sample): boolean => weights !== null || workloads[service]?.replicas === 0
  return (samples.find(isTick)?.seconds ?? 0) - sampledLateSeconds
}

describe.each(played)('%s', (id, wanted) => {
  test('goes as on the real control plane, tick by tick', async () => {
    const { marks, samples } = timeline(id)
    const began = initializedAt(samples)
    const world = startBench(wanted)
    const isThere = (): boolean => sampleOf(world).phase === 'Initialized'
    let here = benchStartMs
    while (!isThere()) {
      here += 100
      world.simulation.runUntil(here)
      if (here > benchStartMs + 120_000) throw new Error('no primary')
    }
    const doings = [
      ...marks.map((mark) => ({ at: mark.seconds - began, mark, path: undefined })),
      ...(wanted.also ?? []).map(({ at, path }) => ({ at, mark: undefined, path }))
    ].map((doing) => ({ ...doing, at: Math.max(0.5, doing.at) }))
    const { tick = 10 } = wanted
    const looks = Array.from({ length: 400 }, (_, index) => (index + 1) * (tick / 4)).filter(
      (at) =>
        at % tick !== 0 &&
        at + began < (samples.at(-1)?.seconds ?? 0) &&
        !doings.some((one) => Math.abs(one.at - at) < 1.6)
    )
    for (const next of [...doings, ...looks.map((at) => ({ at, mark: undefined, path: undefined }))].toSorted(
      (a, b) => a.at - b.at
    )) {
      world.simulation.runUntil(here + next.at * 1000)
      const { mark, path } = next
      const [, version] = /^release of (\S+)/.exec(mark?.label ?? '') ?? []
      if (path === 'configMap') createSettings(world)
      else if (path !== undefined) await gate(world, path)
      else if (mark?.label === 'release') release(world, '1.1.0-bad', readsSettings)
      else if (version !== undefined) release(world, version)
      else if (mark?.command !== undefined) run(world, withOwnAddress(mark.command))
      else if (mark === undefined) {
        const real = samples.findLast(({ seconds }) => seconds <= began + next.at + 0.2)
        if (real === undefined) throw new Error('nothing was seen')
        expect({ at: next.at, ...stateOf(sampleOf(world)) }).toEqual({ at: next.at, ...stateOf(real) })
      }
    }
    expect(looks.length).toBeGreaterThan(4)
  })
})

/** The bench's gates listened elsewhere; the one of a temporary hook is open. */
function withOwnAddress(command: string): string {
  return command.replace(
    /http:\/\/127\.0\.0\.1:\d+\/rollback\/check/,
    'http://flagger-loadtester.flagger-system/gate/approve'
  )
}
