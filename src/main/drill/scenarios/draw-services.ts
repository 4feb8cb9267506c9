import names from '../../../../resources/drills/names.json' with { type: 'json' }
import type { Build } from '../users/build.ts'
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import type { Character } from './draw-builds.ts'
import { drawCharacter, goodBuild } from './draw-builds.ts'
import type { ReleasePlan, ServicePlan } from './plan.ts'

export const minute = 60_000
export const hour = 60 * minute

/** What a scenario decides about one service; the rest is drawn. */
export interface ServiceWish {
  readonly name: string
  readonly namespace: string
  readonly registry: string
  /** Release times relative to the start, oldest first. */
  readonly releaseAtMs: readonly number[]
  /** Builds of the newest releases, newest last; older ones are good. */
  readonly newest: readonly ((draw: Draw, character: Character) => Build)[]
  readonly replicas?: number
  /** A Deployment where it is left out. */
  readonly workload?: ServicePlan['workload']
  /** Share of requests turned away while the rollout holds back its unavailable pods. */
  readonly shortfall?: number
}

interface Version {
  readonly tag: string
  readonly env: Readonly<Record<string, string>>
}

function drawVersions(draw: Draw, count: number): readonly Version[] {
  let minor = draw.int(1, 30)
  let patch = draw.int(0, 4)
  const style = draw.pick(['semver', 'build'])
  let build = draw.int(1200, 4800)
  const feature = names.features[draw.int(0, names.features.length - 1)] ?? { name: 'CACHE_MODE', values: ['local'] }
  let setting = draw.int(0, 10)
  return Array.from({ length: count }, () => {
    if (draw.chance(0.6)) patch++
    else {
      minor++
      patch = 0
    }
    build += draw.int(3, 40)
    if (draw.chance(0.3)) setting++
    const tag = style === 'semver' ? `1.${minor}.${patch}` : `1.${minor}.${patch}-${build}`
    return { tag, env: { LOG_LEVEL: 'info', [feature.name]: feature.values[setting % feature.values.length] ?? '' } }
  })
}

function pickCause(draw: Draw, tag: string, service: string): string | undefined {
  return draw.pick([
    `Update to ${tag}`,
    `release ${tag}`,
    `deploy: ${service} ${tag} (#${draw.int(200, 2400)})`,
    undefined
  ])
}

/** Draws everything about a service that the wish leaves open. */
export function drawService(seed: number, wish: ServiceWish): ServicePlan {
  const draw = drawFor(seed, `service/${wish.name}`)
  const character = drawCharacter(draw)
  const replicas = wish.replicas ?? draw.int(2, 6)
  const requestsPerSecond = draw.between(30, 110)
  const versions = drawVersions(draw, wish.releaseAtMs.length)
  const causes = drawFor(seed, `causes/${wish.name}`)
  const manager = causes.pick(['kubectl-set', 'kubectl-client-side-apply', 'deploy-bot'])
  const firstSpecial = wish.releaseAtMs.length - wish.newest.length
  const releases = wish.releaseAtMs.map((atMs, index): ReleasePlan => {
    const builder = wish.newest[index - firstSpecial]
    const build = (builder ?? goodBuild)(drawFor(seed, `build/${wish.name}/${index}`), character)
    const version = versions[index] ?? { tag: '1.0.0', env: {} }
    return {
      atMs,
      image: `${wish.registry}/${wish.name}:${version.tag}`,
      env: version.env,
      changeCause: pickCause(causes, version.tag, wish.name),
      manager: index === 0 ? 'kubectl-client-side-apply' : manager,
      build,
      good: build.health.kind === 'serves' && build.errorRatio < 0.01
    }
  })
  // A StatefulSet takes its pods down one at a time, a Deployment a quarter of them.
  const held = replicas - (wish.workload === undefined ? Math.floor(replicas / 4) : 1)
  const podCapacity =
    wish.shortfall === undefined
      ? (4 * requestsPerSecond) / replicas
      : (requestsPerSecond * (1 - wish.shortfall)) / held
  return {
    ...(wish.workload === undefined ? {} : { workload: wish.workload }),
    name: wish.name,
    namespace: wish.namespace,
    container: wish.name,
    configSuffix: '',
    replicas,
    port: draw.pick([8080, 8080, 8000, 3000]),
    maxSurge: '25%',
    maxUnavailable: '25%',
    strategy: 'RollingUpdate',
    progressDeadlineSeconds: 600,
    requestsPerSecond,
    podCapacity,
    withSecret: draw.chance(0.6),
    withConfig: true,
    labels: { app: wish.name },
    releases: releases as [ReleasePlan, ...ReleasePlan[]]
  }
}

/** Times of a service's earlier releases, before the given ones: hours to days apart, oldest first. */
export function earlierReleases(draw: Draw, count: number, beforeMs: number): readonly number[] {
  let at = beforeMs
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    at -= index === 0 ? draw.int(150, 420) * minute : draw.int(7, 40) * hour
    times.unshift(at)
  }
  return times
}
