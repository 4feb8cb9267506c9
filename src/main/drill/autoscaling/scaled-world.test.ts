import { expect, test } from 'vitest'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { createWorld } from '../world/world.ts'
import type { Autoscaler } from './advance.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')

test(
  'what is scaled by hand beside an autoscaler is what it was before half a minute is over, and 0 stays',
  {
    timeout: 60_000
  },
  () => {
    const world = createWorld({ scenario: 'helm-release', seed: 1, speed: 1, startMs, token: () => 'token' })
    const { namespace, focus } = world.plan
    const live = (): Deployment => world.store.get(keys.deployments, namespace, focus) as Deployment
    const scale = (replicas: number): void => {
      const deployment = live()
      const scaled = { ...deployment, spec: { ...deployment.spec, replicas } }
      world.store.update(keys.deployments, scaled, { manager: 'kubectl-scale' })
    }
    const afterSeconds = (seconds: number): number => {
      world.simulation.runUntil(world.simulation.nowMs() + seconds * 1000)
      return live().spec.replicas
    }
    const before = live().spec.replicas
    const hpa = (): Autoscaler => world.store.get(keys.horizontalPodAutoscalers, namespace, focus) as Autoscaler
    expect(hpa().status).toMatchObject({ currentReplicas: before, desiredReplicas: before })
    expect(hpa().status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'AbleToScale=True',
      'ScalingActive=True'
    ])
    scale(before + 3)
    expect(afterSeconds(30)).toBe(before)
    scale(0)
    expect(afterSeconds(120)).toBe(0)
    scale(1)
    expect(afterSeconds(30)).toBe(before)
  }
)
