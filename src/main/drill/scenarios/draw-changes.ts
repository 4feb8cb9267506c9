import { keys } from '../controllers/kube-types.ts'
import { drawFor } from '../world/random.ts'
import { drawCharacter, failingTrial } from './draw-builds.ts'
import { minute } from './draw-services.ts'
import type { ScenarioId, ServicePlan } from './plan.ts'
import type { Story } from './story.ts'
import { noStory } from './story.ts'

/** Scenarios about what changed besides an image, or about who changes it back; undefined for others. */
export function drawChange(id: ScenarioId, seed: number, focus: ServicePlan): Story | undefined {
  const draw = drawFor(seed, 'change')
  const { name: target, namespace } = focus
  if (id === 'gitops-puts-back') {
    const by = draw.pick(['argo-cd', 'flux'] as const)
    const owner = by === 'argo-cd' ? 'argocd' : 'flux-system'
    return {
      ...noStory,
      systems: [by],
      gitops: [
        { by, name: `${namespace}-apps`, owner, target, namespace, createdAtMs: focus.releases[0].atMs + minute }
      ]
    }
  }
  if (id === 'rollout-failing') return { ...noStory, systems: ['argo-rollouts'] }
  if (id !== 'config-only-release') return undefined
  const atMs = -draw.int(400, 720) * 1000
  const [key, value] = ['UPSTREAM_TIMEOUT_MS', String(draw.int(2, 9))] as const
  const name = `${focus.container}-config${focus.configSuffix}`
  const by = { namespace, does: 'merge', manager: 'deploy-bot' } as const
  const restarted = { 'kubectl.kubernetes.io/restartedAt': '{now}' }
  return {
    ...noStory,
    incidentAtMs: atMs,
    configTrouble: { target, namespace, name, key, value, build: failingTrial(draw, drawCharacter(draw)) },
    changes: [
      { ...by, atMs, key: keys.configMaps, name, body: { data: { [key]: value } } },
      {
        ...by,
        atMs: atMs + 1500,
        key: keys.deployments,
        name: target,
        body: { spec: { template: { metadata: { annotations: restarted } } } }
      }
    ]
  }
}
