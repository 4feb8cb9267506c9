import { drawFor } from '../world/random.ts'
import type { ScenarioId, ScenarioPlan, ServicePlan } from './plan.ts'

/** What a scenario has besides services and their releases. */
export type Story = Pick<ScenarioPlan, 'systems' | 'canaries' | 'controlLoopMs' | 'changes' | 'builds' | 'cohorts'>

const none: Story = { systems: [], canaries: [], controlLoopMs: 10_000, changes: [], builds: {}, cohorts: {} }

/** A Canary that takes its first step to a share and stays there, because its checks fail. */
function canaryOf(focus: ServicePlan, analysis: object, spec: object = {}): Story['canaries'][number] {
  return {
    target: focus.name,
    namespace: focus.namespace,
    createdAtMs: focus.releases[0].atMs + 30_000,
    spec: {
      provider: 'istio',
      progressDeadlineSeconds: 600,
      service: { port: 80, targetPort: 'http', gateways: ['istio-system/public'] },
      analysis: {
        interval: '60s',
        threshold: 10,
        maxWeight: 50,
        stepWeight: 10,
        metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
        ...analysis
      },
      ...spec
    }
  }
}

/** Draws what Flagger and routes do in a scenario. */
export function drawCanaryStory(id: ScenarioId, seed: number, focus: ServicePlan): Story {
  const draw = drawFor(seed, 'canary')
  if (id === 'flagger-owned') {
    const stepWeight = draw.pick([20, 30])
    return {
      ...none,
      systems: ['istio', 'flagger'],
      canaries: [canaryOf(focus, { interval: '120s', stepWeight, maxWeight: 2 * stepWeight })]
    }
  }
  return none
}
