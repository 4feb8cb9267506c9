import type { KubeObject } from '../store/api-store.ts'
import type { ReleasePlan, ServicePlan } from '../scenarios/plan.ts'
import { annotations } from '../controllers/revisions.ts'

type Manifest = KubeObject & { readonly spec: object }

function configName(service: ServicePlan): string {
  return `${service.container}-config${service.configSuffix}`
}

function secretName(service: ServicePlan): string {
  return `${service.container}-credentials${service.configSuffix}`
}

function container(service: ServicePlan, release: ReleasePlan): object {
  const config = service.withConfig ? { envFrom: [{ configMapRef: { name: configName(service) } }] } : {}
  const secret = service.withSecret
    ? [
        {
          name: 'DATABASE_PASSWORD',
          valueFrom: { secretKeyRef: { name: secretName(service), key: 'password' } }
        }
      ]
    : []
  const env = [...Object.entries(release.env).map(([name, value]) => ({ name, value })), ...secret]
  return {
    name: service.container,
    image: release.image,
    ports: [{ name: 'http', containerPort: service.port, protocol: 'TCP' }],
    ...config,
    ...(env.length === 0 ? {} : { env }),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: '/livez', port: 'http' }, initialDelaySeconds: 20 }
  }
}

/** The pod template of one release. */
export function templateOf(service: ServicePlan, release: ReleasePlan): object {
  return { metadata: { labels: service.labels }, spec: { containers: [container(service, release)] } }
}

function annotationsOf(release: ReleasePlan): Readonly<Record<string, string>> {
  return release.changeCause === undefined ? {} : { [annotations.changeCause]: release.changeCause }
}

function strategyOf(service: ServicePlan): object {
  if (service.strategy === 'Recreate') return { type: 'Recreate' }
  const { maxSurge, maxUnavailable } = service
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }
}

/** Of a Rollout: a release is the stable one within the hour, when nobody stops it. */
const canarySteps = [25, 50, 75].flatMap((setWeight) => [{ setWeight }, { pause: { duration: '18m' } }])

/** What a workload's spec has by its kind, besides selector and template. */
function kindSpec(service: ServicePlan): object {
  const { replicas, progressDeadlineSeconds, name } = service
  if (service.workload === 'StatefulSet') return { replicas, serviceName: name }
  if (service.workload === 'DaemonSet') return {}
  if (service.workload === 'Rollout') return { replicas, strategy: { canary: { steps: canarySteps } } }
  return { replicas, progressDeadlineSeconds, strategy: strategyOf(service) }
}

/** The workload as its first release was applied. */
export function workloadManifest(service: ServicePlan, release: ReleasePlan): Manifest {
  const metadata = {
    name: service.name,
    namespace: service.namespace,
    labels: service.labels,
    annotations: annotationsOf(release)
  }
  const spec = {
    ...kindSpec(service),
    selector: { matchLabels: service.labels },
    template: templateOf(service, release)
  }
  const apiVersion = service.workload === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1'
  const plain = { apiVersion, kind: service.workload ?? 'Deployment', metadata, spec }
  if (release.manager !== 'kubectl-client-side-apply') return plain
  const applied = `${JSON.stringify(plain)}\n`
  return {
    ...plain,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [annotations.lastApplied]: applied } }
  }
}

/** A workload's annotations after the next release: the change-cause of an earlier one stays when nobody writes a new one. */
export function releaseAnnotations(workload: KubeObject, release: ReleasePlan): Readonly<Record<string, string>> {
  return { ...workload.metadata.annotations, ...annotationsOf(release) }
}

export function serviceManifest(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
  port: { readonly name: string; readonly port: number; readonly targetPort: number | string }
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { type: 'ClusterIP', selector, ports: [{ ...port, protocol: 'TCP' }] }
  }
}

/** As it was made with the first release: what somebody patches later is not in the annotation of apply. */
export function configMapManifest(service: ServicePlan, { manager }: ReleasePlan): KubeObject {
  const metadata = { name: configName(service), namespace: service.namespace, labels: service.labels }
  const data = { UPSTREAM_TIMEOUT_MS: '2000', REGION: 'eu-central-1', METRICS: 'true' }
  const plain = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }
  if (manager !== 'kubectl-client-side-apply') return plain
  const applied = `${JSON.stringify({ ...plain, metadata: { ...metadata, annotations: {} } })}\n`
  return { ...plain, metadata: { ...metadata, annotations: { [annotations.lastApplied]: applied } } }
}

export function secretManifest(service: ServicePlan): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName(service), namespace: service.namespace, labels: service.labels },
    type: 'Opaque',
    data: { password: Buffer.from(`not-a-secret-${service.container}`).toString('base64') }
  }
}
