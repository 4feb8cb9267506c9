import names from '../../../../resources/drills/names.json' with { type: 'json' }
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import { crashingBuild, failingBuild, goodBuild } from './draw-builds.ts'
import { drawPlatform, drawPrometheus } from './draw-platform.ts'
import type { ServiceWish } from './draw-services.ts'
import { drawService, earlierReleases, hour, minute } from './draw-services.ts'
import { drawCanaryStory } from './draw-canaries.ts'
import type { ConfigChangePlan, PrometheusPlan, ScenarioId, ScenarioPlan, ServicePlan, UndoPlan } from './plan.ts'

function pickText(draw: Draw, texts: readonly string[]): string {
  return texts[draw.int(0, texts.length - 1)] ?? ''
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
  if (id === 'healthy') {
    const atMs = -draw.int(25, 50) * minute
    return { ...base, releaseAtMs: [...before(atMs), atMs], newest: [goodBuild] }
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
  return { ...base, releaseAtMs: [...before(releasedMs), releasedMs], newest: [failingBuild], replicas: draw.int(3, 6) }
}

/** Services beside it: unremarkable, one of them released not long ago. */
function bystander(
  seed: number,
  index: number,
  base: Pick<ServiceWish, 'name' | 'namespace' | 'registry'>
): ServicePlan {
  const draw = drawFor(seed, `bystander/${base.name}`)
  const newestMs = index === 0 ? -draw.int(55, 110) * minute : -draw.int(4, 60) * hour
  return drawService(seed, {
    ...base,
    releaseAtMs: [...earlierReleases(draw, draw.int(0, 2), newestMs), newestMs],
    newest: []
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

/** Draws a scenario; the same id and seed always give the same plan. */
export function drawScenario(id: ScenarioId, seed: number): ScenarioPlan {
  const draw = drawFor(seed, 'cluster')
  const namespace = pickText(draw, names.namespaces)
  const registry = pickText(draw, names.registries)
  const cluster = pickText(draw, names.clusters)
  const chosen = draw.shuffle(names.services).slice(0, draw.int(4, 7))
  const [focusName = 'checkout', ...others] = chosen
  const focus = drawService(seed, focusWish(id, seed, { name: focusName, namespace, registry }))
  const incidentAtMs = focus.releases.at(-1)?.atMs ?? 0
  const bystanders = others.map((name, index) => bystander(seed, index, { name, namespace, registry }))
  const canary = drawCanaryStory(id, seed, focus)
  const state: PrometheusPlan['state'] =
    id === 'no-metrics' ? drawFor(seed, 'outage').pick(['down', 'loading']) : 'answers'
  const prometheus = drawPrometheus(seed, state)
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
    services: [focus, ...bystanders],
    platform: drawPlatform(seed, prometheus, canary.systems),
    gateway: { namespace: 'istio-system', workload: 'istio-ingressgateway' },
    prometheus,
    configChanges: configChangesOf(id, seed, focus, incidentAtMs),
    ...canary,
    undo: undoOf(id, seed, focus),
    focus: focus.name,
    isIll: id !== 'healthy',
    incidentAtMs,
    operatorMayPatch: id !== 'forbidden'
  }
}
