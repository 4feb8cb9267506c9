import { keys } from '../controllers/kube-types.ts'
import { inWorkload } from '../users/build.ts'
import { flaggerPlace } from '../flagger/place.ts'
import type { Draw } from '../world/random.ts'
import { drawFor } from '../world/random.ts'
import { minute } from './draw-services.ts'
import type { CanaryPlan, ObjectChange, ScenarioId, ServicePlan } from './plan.ts'
import type { Story } from './story.ts'
import { noStory } from './story.ts'

const checksErrors = [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }]
/** A check that no failing request fails: releases pass it that hurt. */
const checksOnlyLatency = [{ name: 'request-duration', interval: '1m', thresholdRange: { max: 30_000 } }]

function canaryOf(focus: ServicePlan, analysis: object, spec: object = {}): CanaryPlan {
  return {
    target: focus.name,
    namespace: focus.namespace,
    createdAtMs: focus.releases[0].atMs + 30_000,
    spec: {
      provider: 'istio',
      progressDeadlineSeconds: 600,
      service: { port: 80, targetPort: 'http', gateways: ['istio-system/public'] },
      analysis: { interval: '60s', threshold: 10, maxWeight: 50, stepWeight: 10, metrics: checksErrors, ...analysis },
      ...spec
    }
  }
}

function change(
  focus: ServicePlan,
  atMs: number,
  body: object,
  what: Partial<Pick<ObjectChange, 'key' | 'name' | 'does' | 'namespace' | 'manager'>> = {}
): ObjectChange {
  return {
    atMs,
    key: keys.canaries,
    namespace: focus.namespace,
    name: focus.name,
    does: 'merge',
    manager: 'kubectl-patch',
    body,
    ...what
  }
}

function webhook(type: string, path: string): object {
  const url = `http://${flaggerPlace.tester}.${flaggerPlace.namespace}${path}`
  return { name: type === 'rollback' ? 'rollback-gate' : 'sign-off', type, url }
}

/** One step to a share at which the checks fail: the canary stays there. */
function stuckAt(focus: ServicePlan, percent: number, analysis: object = {}): CanaryPlan {
  return canaryOf(focus, { stepWeight: percent, maxWeight: percent < 50 ? 2 * percent : 50, ...analysis })
}

/** Scenarios with a Canary, by id; undefined for the others. */
export function drawTrial(id: ScenarioId, seed: number, focus: ServicePlan): Story | undefined {
  const story = trials[id]
  if (story === undefined) return undefined
  const newest = focus.releases.at(-1) ?? focus.releases[0]
  const drawn = story({ focus, newestMs: newest.atMs, newestImage: newest.image, draw: drawFor(seed, 'canary') })
  return { ...noStory, systems: ['istio', 'flagger'], ...drawn }
}

interface Setting {
  readonly focus: ServicePlan
  /** When the newest release was made, and its image. */
  readonly newestMs: number
  readonly newestImage: string
  readonly draw: Draw
}

const trials: Partial<Record<ScenarioId, (setting: Setting) => Partial<Story>>> = {
  'flagger-owned': ({ focus, draw }) => ({
    canaries: [stuckAt(focus, draw.pick([20, 30]), { interval: '120s' })]
  }),
  'canary-failing-10': ({ focus }) => ({ canaries: [stuckAt(focus, 10)] }),
  'canary-failing-30': ({ focus }) => ({ canaries: [stuckAt(focus, 30)] }),
  'canary-failing-50': ({ focus }) => ({
    canaries: [stuckAt(focus, 50, { webhooks: [webhook('rollback', '/rollback/check')] })]
  }),
  'canary-crash-loop': ({ focus }) => ({ canaries: [stuckAt(focus, 30, { interval: '120s' })] }),
  'canary-rolled-back': ({ focus }) => ({ canaries: [stuckAt(focus, 30, { interval: '30s', threshold: 2 })] }),
  'gate-waiting': ({ focus, newestMs }) => ({
    canaries: [stuckAt(focus, 50, { interval: '30s', metrics: checksOnlyLatency })],
    // The sign-off was asked for from this release on.
    changes: [
      change(focus, newestMs - 5 * minute, {
        spec: { analysis: { webhooks: [webhook('confirm-promotion', '/gate/check')] } }
      })
    ]
  }),
  'bad-promotion': ({ focus }) => ({
    canaries: [stuckAt(focus, 50, { interval: '30s', metrics: checksOnlyLatency })]
  }),
  'promotion-failed': ({ focus, newestImage }) => {
    const { build } = focus.releases.at(-1) ?? focus.releases[0]
    const neverReady = { ...build, health: { kind: 'neverReady' } as const }
    return {
      canaries: [
        canaryOf(
          focus,
          { interval: '30s', stepWeight: 50, maxWeight: 50, metrics: checksOnlyLatency },
          { progressDeadlineSeconds: 120 }
        )
      ],
      builds: { [inWorkload(newestImage, `${focus.name}-primary`)]: neverReady }
    }
  },
  'skip-analysis-left-on': ({ focus, newestMs, draw }) => ({
    canaries: [canaryOf(focus, {})],
    changes: [change(focus, newestMs - draw.int(20, 50) * minute, { spec: { skipAnalysis: true } })]
  }),
  // The third failed check is there and the rollback is due: somebody stopped the clock to have a look.
  'suspended-and-forgotten': ({ focus, newestMs }) => ({
    canaries: [stuckAt(focus, 30, { threshold: 3 })],
    changes: [change(focus, newestMs + 299_900, { spec: { suspend: true } })]
  }),
  'primary-not-ready': ({ focus, newestMs, draw }) => ({
    canaries: [stuckAt(focus, 30)],
    changes: [
      change(
        focus,
        newestMs + draw.int(150, 180) * 1000,
        { image: `${focus.releases[0].image.split(':')[0] ?? ''}:does-not-exist` },
        { key: keys.deployments, name: `${focus.name}-primary`, does: 'setImage', manager: 'kubectl-set' }
      )
    ]
  }),
  'flagger-dead': ({ focus, newestMs, draw }) => ({
    canaries: [stuckAt(focus, 30)],
    changes: [
      change(
        focus,
        newestMs + draw.int(190, 230) * 1000,
        { spec: { replicas: 0 } },
        { key: keys.deployments, name: flaggerPlace.name, namespace: flaggerPlace.namespace, manager: 'kubectl-scale' }
      )
    ]
  }),
  'mirrored-copies': ({ focus }) => ({
    canaries: [canaryOf(focus, { iterations: 10, mirror: true, mirrorWeight: 100 })]
  }),
  'ab-test': ({ focus, draw }) => {
    const share = draw.pick([0.15, 0.2, 0.25])
    const match = [{ headers: { 'x-canary': { exact: 'insider' } } }]
    return {
      canaries: [canaryOf(focus, { iterations: 10, match })],
      cohorts: {
        [focus.name]: [
          { share: 1 - share, headers: {} },
          { share, headers: { 'x-canary': 'insider' } }
        ]
      }
    }
  },
  'sticky-users': ({ focus }) => ({
    canaries: [stuckAt(focus, 10, { sessionAffinity: { cookieName: 'release-ring', maxAge: 3600 } })]
  })
}
