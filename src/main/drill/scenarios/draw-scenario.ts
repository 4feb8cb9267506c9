import { noStory } from './story.ts'
import names from '../../../../resources/drills/names.json' with { type: 'json' }
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import {
  crashingBuild,
  failingBuild,
  failingTrial,
  goodBuild,
  leakingBuild,
  orderlessBuild,
  wearyBuild
} from './draw-builds.ts'
import { drawPlatform, drawPrometheus } from './draw-platform.ts'
import type { ServiceWish } from './draw-services.ts'
import { drawService, earlierReleases, hour, minute } from './draw-services.ts'
import { drawChange } from './draw-changes.ts'
import { diedAtMs, drawRegions, isAboutRegions } from './draw-regions.ts'
import { drawSplit } from './draw-splits.ts'
import { drawTrial } from './draw-trials.ts'
import type { ConfigChangePlan, PrometheusPlan, ScenarioId, ScenarioPlan, ServicePlan, UndoPlan } from './plan.ts'

function pickText(draw: Draw, texts: readonly string[]): string {
  return texts[draw.int(0, texts.length - 1)] ?? ''
}

/** A release on trial or promoted: how long ago it was made, so that its run has come as far as the scenario needs. */
function trialOf(
  id: ScenarioId
): { readonly releasedSeconds: readonly [number, number]; readonly build: typeof failingTrial } | undefined {
  switch (id) {
    case 'canary-failing-10':
    case 'canary-failing-30':
    case 'canary-failing-50':
    case 'primary-not-ready':
    case 'mirrored-copies':
    case 'ab-test':
    case 'sticky-users':
      return { releasedSeconds: [300, 390], build: failingTrial }
    case 'canary-crash-loop':
      return { releasedSeconds: [430, 480], build: wearyBuild }
    case 'flagger-dead':
    case 'gate-waiting':
    case 'suspended-and-forgotten':
      return { releasedSeconds: [480, 900], build: failingTrial }
    case 'canary-rolled-back':
    case 'promotion-failed':
      return { releasedSeconds: [960, 1200], build: failingTrial }
    case 'bad-promotion':
    case 'skip-analysis-left-on':
      return { releasedSeconds: [600, 840], build: failingTrial }
    case 'three-destinations':
    case 'delegated-routes':
    case 'config-only-release':
      return { releasedSeconds: [9000, 14_000], build: goodBuild }
    default:
      return undefined
  }
}

/** Scenarios whose service is no Deployment. */
const workloadOf: Partial<Readonly<Record<ScenarioId, NonNullable<ServicePlan['workload']>>>> = {
  'stateful-set-release': 'StatefulSet',
  'stateful-set-stuck': 'StatefulSet',
  'daemon-set-release': 'DaemonSet',
  'rollout-failing': 'Rollout'
}

/** The service that the scenario is about. */
function focusWish(
  id: ScenarioId,
  seed: number,
  base: Pick<ServiceWish, 'name' | 'namespace' | 'registry'>
): ServiceWish {
  const draw = drawFor(seed, 'incident')
  const older = draw.int(2, 4)
  const releasedMs = -draw.int(6 * 60 + 30, 14 * 60) * 1000
  const before = (atMs: number): readonly number[] => earlierReleases(draw, older, atMs)
  if (id === 'healthy' || isAboutRegions(id)) {
    const atMs = -draw.int(25, 50) * minute
    return { ...base, releaseAtMs: [...before(atMs), atMs], newest: [goodBuild] }
  }
  if (id === 'memory-leak' || id === 'orders-lost') {
    const atMs = -draw.int(20, 26) * minute
    const newest = [id === 'memory-leak' ? leakingBuild : orderlessBuild]
    return { ...base, releaseAtMs: [...before(atMs), atMs], newest, replicas: draw.int(3, 6) }
  }
  if (id === 'crash-loop' || id === 'no-metrics') {
    const atMs = -draw.int(340, 540) * 1000
    return {
      ...base,
      releaseAtMs: [...before(atMs), atMs],
      newest: [crashingBuild],
      replicas: draw.pick([4, 5, 8]),
      shortfall: draw.between(0.07, 0.16)
    }
  }
  if (id === 'previous-also-bad') {
    const firstBadMs = releasedMs - draw.int(22, 45) * minute
    const between = draw.chance(0.35) ? [releasedMs - draw.int(9, 14) * minute] : []
    return {
      ...base,
      releaseAtMs: [...before(firstBadMs), firstBadMs, ...between, releasedMs],
      newest: [failingBuild, ...between.map(() => failingBuild), failingBuild],
      replicas: draw.int(3, 6)
    }
  }
  const workload = workloadOf[id]
  if (workload !== undefined) {
    // Of four pods and more, one that does not come back is no outage; of fewer its requests have nowhere to go.
    const own = { ...base, workload, releaseAtMs: [...before(releasedMs), releasedMs], replicas: draw.int(3, 4) }
    if (id === 'rollout-failing') return { ...own, newest: [failingTrial], replicas: draw.int(4, 5) }
    if (id !== 'stateful-set-stuck') return { ...own, newest: [failingBuild] }
    return { ...own, newest: [crashingBuild], shortfall: draw.between(0.07, 0.16) }
  }
  const trial = trialOf(id)
  if (trial !== undefined) {
    const [from, to] = trial.releasedSeconds
    const atMs = -draw.int(from, to) * 1000
    // Of three pods a rolling update keeps all until a new one is ready: the primary would only look as if it were not well.
    const fewest = id === 'primary-not-ready' ? 4 : 3
    return { ...base, releaseAtMs: [...before(atMs), atMs], newest: [trial.build], replicas: draw.int(fewest, 6) }
  }
  return { ...base, releaseAtMs: [...before(releasedMs), releasedMs], newest: [failingBuild], replicas: draw.int(3, 6) }
}

/** Services beside it: unremarkable, one of them released not long ago. */
function bystander(
  seed: number,
  index: number,
  base: Pick<ServiceWish, 'name' | 'namespace' | 'registry'>,
  isMany = false
): ServicePlan {
  const draw = drawFor(seed, `bystander/${base.name}`)
  // Of many, every fifth was released within the hour.
  const isRecent = isMany ? index % 5 === 0 : index === 0
  const recentMs = isMany ? -draw.int(12, 55) * minute : -draw.int(55, 110) * minute
  const newestMs = isRecent ? recentMs : -draw.int(4, 60) * hour
  return drawService(seed, {
    ...base,
    releaseAtMs: [...earlierReleases(draw, isMany ? 1 : draw.int(0, 2), newestMs), newestMs],
    newest: []
  })
}

/** Of several releases that hurt at the same time, so many besides that of the focus. */
const alsoBad = [2, 4] as const

/** One that was released with the focus and hurts as well. */
function alsoFailing(seed: number, base: Pick<ServiceWish, 'name' | 'namespace' | 'registry'>): ServicePlan {
  const draw = drawFor(seed, `bystander/${base.name}`)
  const releasedMs = -draw.int(6 * 60 + 30, 14 * 60) * 1000
  const before = earlierReleases(draw, draw.int(2, 3), releasedMs)
  return drawService(seed, {
    ...base,
    releaseAtMs: [...before, releasedMs],
    newest: [failingBuild],
    replicas: draw.int(2, 5)
  })
}

function configChangesOf(
  id: ScenarioId,
  seed: number,
  focus: ServicePlan,
  incidentAtMs: number
): readonly ConfigChangePlan[] {
  if (id !== 'config-drift') return []
  const draw = drawFor(seed, 'drift')
  return [
    {
      atMs: incidentAtMs + draw.int(45, 200) * 1000,
      namespace: focus.namespace,
      name: `${focus.name}-config`,
      key: 'UPSTREAM_TIMEOUT_MS',
      value: String(draw.int(3, 9) * 1000),
      manager: draw.pick(['kubectl-edit', 'kubectl-patch'])
    }
  ]
}

/** A colleague who reads the same page, and is a little faster than the operator can be. */
function undoOf(id: ScenarioId, seed: number, focus: ServicePlan): UndoPlan | undefined {
  if (id !== 'colleague-undo') return undefined
  const { namespace, name, releases } = focus
  return { atMs: drawFor(seed, 'colleague').int(25, 45) * 1000, namespace, name, toRelease: releases.length - 2 }
}

/** Scenarios that begin with users who are well. */
const wellAtStart: ReadonlySet<ScenarioId> = new Set([
  'healthy',
  'canary-rolled-back',
  'mirrored-copies',
  'region-switch',
  // Users see no error.
  'memory-leak',
  'orders-lost'
])

/** How many services there are, where it is about many. */
const manyOf: Partial<Readonly<Record<ScenarioId, number>>> = { 'one-among-sixty': 60, 'several-bad-releases': 24 }

/** So many services of one namespace. */
function manyNames(draw: Draw, count: number): readonly string[] {
  const parts = ['', '-api', '-worker', '-events']
  return draw.shuffle(names.services.flatMap((name) => parts.map((part) => `${name}${part}`))).slice(0, count)
}

/** Draws a scenario; the same id and seed always give the same plan. */
export function drawScenario(id: ScenarioId, seed: number): ScenarioPlan {
  const draw = drawFor(seed, 'cluster')
  const namespace = pickText(draw, names.namespaces)
  const registry = pickText(draw, names.registries)
  const cluster = pickText(draw, names.clusters)
  const many = manyOf[id]
  const chosen = many !== undefined ? manyNames(draw, many) : draw.shuffle(names.services).slice(0, draw.int(4, 7))
  const [focusName = 'checkout', ...others] = chosen
  const focus = drawService(seed, focusWish(id, seed, { name: focusName, namespace, registry }))
  const incidentAtMs = focus.releases.at(-1)?.atMs ?? 0
  const badOthers = id === 'several-bad-releases' ? drawFor(seed, 'alsoBad').int(...alsoBad) : 0
  const bystanders = others.map((name, index) =>
    index < badOthers
      ? alsoFailing(seed, { name, namespace, registry })
      : bystander(seed, index, { name, namespace, registry }, many !== undefined)
  )
  const story = drawTrial(id, seed, focus) ?? drawSplit(id, seed, focus) ?? drawChange(id, seed, focus) ?? noStory
  const { others: siblings, incidentAtMs: hurtAtMs, ...besides } = story
  const state: PrometheusPlan['state'] =
    id === 'no-metrics' ? drawFor(seed, 'outage').pick(['down', 'loading']) : 'answers'
  const prometheus = drawPrometheus(seed, state)
  const azure = drawRegions(id, seed, focus.name)
  const nodeCount = draw.int(3, 4)
  const pool = draw.pick(['pool-a', 'workers', 'np-general'])
  return {
    id,
    seed,
    cluster,
    namespace,
    nodes: Array.from({ length: nodeCount }, (_, index) => ({
      name: `${cluster}-${pool}-${index + 1}`,
      ip: `10.20.0.${11 + index}`,
      podNetwork: `10.42.${index + 1}`
    })),
    services: [focus, ...siblings, ...bystanders],
    platform: drawPlatform(seed, prometheus, story.systems),
    gateway: { namespace: 'istio-system', workload: 'istio-ingressgateway' },
    prometheus,
    configChanges: configChangesOf(id, seed, focus, incidentAtMs),
    ...besides,
    undo: undoOf(id, seed, focus),
    focus: focus.name,
    isIll: !wellAtStart.has(id),
    incidentAtMs: hurtAtMs ?? (azure === undefined ? incidentAtMs : diedAtMs(azure)),
    operatorMayPatch: id !== 'forbidden',
    azure
  }
}
