import { keys } from '../controllers/kube-types.ts'
import { drawFor } from '../world/random.ts'
import { drawCharacter, failingTrial } from './draw-builds.ts'
import { hour, minute } from './draw-services.ts'
import type { ObjectChange, ScenarioId, ServicePlan } from './plan.ts'
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
  if (id === 'helm-release') return { ...noStory, changes: [...releasedByHelm(focus), scaledByHelm(focus)] }
  if (id === 'rollout-failing') return { ...noStory, systems: ['argo-rollouts'] }
  if (id !== 'config-only-release') return undefined
  const atMs = -draw.int(400, 720) * 1000
  const [key, value] = ['UPSTREAM_TIMEOUT_MS', String(draw.int(2, 9))] as const
  const name = `${focus.container}-config${focus.configSuffix}`
  const by = { namespace, does: 'merge', manager: 'deploy-bot' } as const
  const restarted = { 'kubectl.kubernetes.io/restartedAt': '{now}' }
  return {
    ...noStory,
    systems: ['keda'],
    incidentAtMs: atMs,
    configTrouble: { target, namespace, name, key, value, build: failingTrial(draw, drawCharacter(draw)) },
    changes: [
      scaledByKeda(focus),
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

/** What sets its number of pods, which its chart brings along; its users never need more than it has. */
function scaledByHelm({ name, namespace, replicas }: ServicePlan): ObjectChange {
  const target = { type: 'Utilization', averageUtilization: 70 }
  const spec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: replicas,
    maxReplicas: 2 * replicas,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }]
  }
  const body = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name, namespace }, spec }
  const key = keys.horizontalPodAutoscalers
  return { namespace, manager: 'helm', atMs: -2 * hour, key, name, does: 'create', body }
}

/** The same by KEDA, which makes an autoscaler for it. */
function scaledByKeda({ name, namespace, replicas }: ServicePlan): ObjectChange {
  const spec = {
    scaleTargetRef: { name },
    minReplicaCount: replicas,
    maxReplicaCount: 2 * replicas,
    triggers: [{ type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } }]
  }
  const body = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name, namespace }, spec }
  return {
    namespace,
    manager: 'kubectl-client-side-apply',
    atMs: -2 * hour,
    key: keys.scaledObjects,
    name,
    does: 'create',
    body
  }
}

/**
 * The marks of Helm on the Deployment, and a Secret for each revision of its release, without the release in it (helm/helm
 * pkg/storage/driver/secrets.go newSecretsObject).
 */
function releasedByHelm({ name: target, namespace, releases }: ServicePlan): readonly ObjectChange[] {
  const by = { namespace, manager: 'helm' } as const
  const annotations = { 'meta.helm.sh/release-name': target, 'meta.helm.sh/release-namespace': namespace }
  const labels = { 'app.kubernetes.io/managed-by': 'Helm' }
  const marked: ObjectChange = {
    ...by,
    atMs: releases[0].atMs + 1000,
    key: keys.deployments,
    name: target,
    does: 'merge',
    body: { metadata: { annotations, labels } }
  }
  const revisions = releases.flatMap(({ atMs }, index): readonly ObjectChange[] => {
    const secret = (number: number): string => `sh.helm.release.v1.${target}.v${number}`
    const status = (text: string, version: number) => ({
      owner: 'helm',
      name: target,
      status: text,
      version: String(version)
    })
    const metadata = { name: secret(index + 1), namespace, labels: status('deployed', index + 1) }
    const body = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'helm.sh/release.v1', data: {} }
    const made: ObjectChange = {
      ...by,
      atMs: atMs + 500,
      key: keys.secrets,
      name: secret(index + 1),
      does: 'create',
      body
    }
    if (index === 0) return [made]
    const superseded = { metadata: { labels: status('superseded', index) } }
    return [made, { ...by, atMs: atMs + 500, key: keys.secrets, name: secret(index), does: 'merge', body: superseded }]
  })
  return [marked, ...revisions]
}
