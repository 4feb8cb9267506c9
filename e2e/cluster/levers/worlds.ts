import type { Admin } from '../admin.ts'
import { configMap, deployment, namespace, patientCanary, service } from '../scenarios/manifests.ts'
import type { Pull } from './play-lever.ts'
import type { Choice, ServiceRef } from '../../../src/contract/index.ts'

/** A service on the real cluster and the levers that are pulled on it, one after the other; its namespace has its id. */
export interface LeverWorld {
  readonly id: string
  /** As whom: what the operator's role does not cover is the administrator's. */
  readonly user: 'operator' | 'admin'
  readonly ref?: Omit<ServiceRef, 'namespace'>
  readonly pulls: readonly Pull[]
  /** How each run ends; done and proved when left out. A run that sends nothing has no outcome. */
  readonly ends?: { readonly outcome: string | null; readonly proved: boolean }
  readonly make: (admin: Admin, place: string) => Promise<void>
  /** What the cluster has afterwards. */
  readonly after: (admin: Admin, place: string) => Promise<unknown>
  readonly expected: unknown
}

const name = 'checkout'
const pull = (lever: string, choice?: Choice): Pull => ({ lever, ...(choice === undefined ? {} : { choice }) })

const rolledOut = (admin: Admin, place: string, what = `deployment/${name}`): Promise<string> =>
  admin.kubectl(['-n', place, 'rollout', 'status', what, '--timeout=90s'])

const phase = (admin: Admin, place: string, wanted: string): Promise<string> =>
  admin.kubectl(['-n', place, 'wait', `canary/${name}`, `--for=jsonpath={.status.phase}=${wanted}`, '--timeout=120s'])

/** A Canary at rest. */
async function atRest(admin: Admin, place: string): Promise<void> {
  await admin.apply(namespace(place), patientCanary(place, name), deployment({ namespace: place, name, tag: '1.0.0' }))
  await phase(admin, place, 'Initialized')
}

/** And with a release under way; a bad one goes no step further, however long it is looked at. */
async function onTrial(admin: Admin, place: string, tag = '1.1.0'): Promise<void> {
  await atRest(admin, place)
  await admin.apply(deployment({ namespace: place, name, tag }))
  await phase(admin, place, 'Progressing')
}

function statefulSet(place: string, tag: string): object {
  const labels = { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: place, labels },
    spec: {
      replicas: 2,
      serviceName: name,
      updateStrategy: { type: 'OnDelete' },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `registry.example/${name}:${tag}` }] } }
    }
  }
}

/** Two revisions; nobody but a person replaces its pods, so they were deleted after the release. */
async function byHand(admin: Admin, place: string): Promise<void> {
  await admin.apply(namespace(place), service(place, name), statefulSet(place, '1.0.0'))
  await replicasReady(admin, place)
  await admin.apply(statefulSet(place, '1.1.0'))
  await admin.kubectl([
    '-n',
    place,
    'wait',
    `statefulset/${name}`,
    '--for=jsonpath={.status.observedGeneration}=2',
    '--timeout=60s'
  ])
  for (const pod of [`${name}-1`, `${name}-0`]) await admin.kubectl(['-n', place, 'delete', 'pod', pod])
  await replicasReady(admin, place)
}

const replicasReady = (admin: Admin, place: string): Promise<string> =>
  admin.kubectl([
    '-n',
    place,
    'wait',
    `statefulset/${name}`,
    '--for=jsonpath={.status.readyReplicas}=2',
    '--timeout=90s'
  ])

const images = async (admin: Admin, place: string): Promise<readonly string[]> =>
  (
    await admin.kubectl([
      '-n',
      place,
      'get',
      'pods',
      '-l',
      `app=${name}`,
      '-o',
      'jsonpath={.items[*].spec.containers[0].image}'
    ])
  )
    .split(' ')
    .map((image) => image.split(':')[1] ?? '')

/** A kind of Flux's without its controller: what is written to its objects is what a person would see. */
const kustomizations = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'kustomizations.kustomize.toolkit.fluxcd.io' },
  spec: {
    group: 'kustomize.toolkit.fluxcd.io',
    scope: 'Namespaced',
    names: {
      kind: 'Kustomization',
      listKind: 'KustomizationList',
      plural: 'kustomizations',
      singular: 'kustomization'
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
      }
    ]
  }
}

/** A Deployment that a Kustomization keeps, with two revisions. */
async function keptByGit(admin: Admin, place: string): Promise<void> {
  // Two worlds make it at once, and a kind can be made only once.
  await admin.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(kustomizations))
  await admin.apply(namespace(place))
  await admin.kubectl([
    'wait',
    'crd/kustomizations.kustomize.toolkit.fluxcd.io',
    '--for=condition=Established',
    '--timeout=30s'
  ])
  const kustomization = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: place },
    spec: { interval: '10m', path: './apps', prune: true, sourceRef: { kind: 'GitRepository', name: 'apps' } }
  }
  const marks = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': place }
  await admin.apply(kustomization, service(place, name))
  for (const tag of ['1.0.0', '1.1.0']) {
    await admin.apply(marked(deployment({ namespace: place, name, tag }), marks))
    await rolledOut(admin, place)
  }
}

function marked(object: object, labels: object): object {
  const { metadata } = object as { readonly metadata: { readonly labels: object } }
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } }
}

const config = `${name}-config`

/** A ConfigMap that was changed by hand after it was applied, and pods that read it as they started. */
async function changedConfig(admin: Admin, place: string): Promise<void> {
  await admin.apply(
    namespace(place),
    configMap(place, config, { UPSTREAM_TIMEOUT_MS: '2000' }),
    service(place, name),
    deployment({ namespace: place, name, tag: '1.0.0', config })
  )
  await rolledOut(admin, place)
  const patch = JSON.stringify({ data: { UPSTREAM_TIMEOUT_MS: '90' } })
  await admin.kubectl(['-n', place, 'patch', 'configmap', config, '--type=merge', '-p', patch])
  await admin.kubectl(['-n', place, 'rollout', 'restart', `deployment/${name}`])
  await rolledOut(admin, place)
}

/** Three services of two revisions each. */
async function several(admin: Admin, place: string): Promise<void> {
  await admin.apply(namespace(place))
  for (const tag of ['1.0.0', '1.1.0']) {
    const all = [name, 'cart', 'catalog']
    await admin.apply(...all.flatMap((one) => [service(place, one), deployment({ namespace: place, name: one, tag })]))
    for (const one of all) await rolledOut(admin, place, `deployment/${one}`)
  }
}

/** A Canary that Flagger rolls back by itself, at the check after the second one that fails. */
async function rollingBack(admin: Admin, place: string): Promise<void> {
  const canary = patientCanary(place, name) as { readonly spec: { readonly analysis: object } }
  const analysis = { ...canary.spec.analysis, threshold: 2 }
  const impatient = { ...canary, spec: { ...canary.spec, analysis } }
  await admin.apply(namespace(place), impatient, deployment({ namespace: place, name, tag: '1.0.0' }))
  await phase(admin, place, 'Initialized')
  await admin.apply(deployment({ namespace: place, name, tag: '1.1.0-bad' }))
  await phase(admin, place, 'Progressing')
}

const next = `${name}-next`
/** Of a name that nobody calls by itself: who reaches it is the route's to say. */
const nextService = `${name}-canary`

/** Two versions side by side, between which a VirtualService splits by weights. */
async function splitByWeights(admin: Admin, place: string): Promise<void> {
  const to = (host: string) => ({ destination: { host }, weight: 50 })
  const route = {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: { name, namespace: place },
    spec: { hosts: [name], gateways: ['mesh'], http: [{ route: [to(name), to(nextService)] }] }
  }
  const beside = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: nextService, namespace: place },
    spec: { selector: { app: next }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }
  }
  const both = [name, next]
  await admin.apply(namespace(place), service(place, name), beside, route)
  await admin.apply(...both.map((one) => deployment({ namespace: place, name: one, tag: '1.0.0' })))
  for (const one of both) await rolledOut(admin, place, `deployment/${one}`)
}

/** An autoscaler that gets no metrics: nothing serves any here. */
function autoscaler(place: string): object {
  const target = { type: 'Utilization', averageUtilization: 80 }
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: place },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }]
    }
  }
}

/** What it says of itself, and the number that it makes of one beyond its limits. */
async function scaledBack(admin: Admin, place: string): Promise<readonly string[]> {
  const reason = await field('.status.conditions[?(@.type=="ScalingActive")].reason', `hpa/${name}`)(admin, place)
  await admin.kubectl(['-n', place, 'scale', `deployment/${name}`, '--replicas=8'])
  const back = ['wait', `deployment/${name}`, '--for=jsonpath={.spec.replicas}=4', '--timeout=60s']
  await admin.kubectl(['-n', place, ...back])
  return [reason, await field('.spec.replicas', `deployment/${name}`)(admin, place)]
}

/** Two revisions of a Helm release, as its marks and the labels of its Secrets say. */
async function byHelm(admin: Admin, place: string): Promise<void> {
  const annotations = { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': place }
  const secret = (version: number, status: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: {
      name: `sh.helm.release.v1.${name}.v${version}`,
      namespace: place,
      labels: { owner: 'helm', name, status, version: String(version) }
    }
  })
  await admin.apply(namespace(place), service(place, name), secret(1, 'superseded'), secret(2, 'deployed'))
  for (const tag of ['1.0.0', '1.1.0']) {
    const made = deployment({ namespace: place, name, tag }) as { readonly metadata: { readonly annotations: object } }
    const metadata = { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } }
    await admin.apply({ ...made, metadata })
    await rolledOut(admin, place)
  }
}

/** A release that was promoted without analysis, and serves. */
async function promoted(admin: Admin, place: string): Promise<void> {
  await atRest(admin, place)
  const skip = JSON.stringify({ spec: { skipAnalysis: true } })
  await admin.kubectl(['-n', place, 'patch', 'canary', name, '--type=merge', '-p', skip])
  await admin.apply(deployment({ namespace: place, name, tag: '1.1.0' }))
  await phase(admin, place, 'Succeeded')
  const back = JSON.stringify([{ op: 'remove', path: '/spec/skipAnalysis' }])
  await admin.kubectl(['-n', place, 'patch', 'canary', name, '--type=json', '-p', back])
}

const field = (path: string, what: string) => (admin: Admin, place: string) =>
  admin.kubectl(['-n', place, 'get', what, '-o', `jsonpath={${path}}`])

const weights = async (admin: Admin, place: string): Promise<readonly string[]> =>
  (await field('.spec.http[0].route[*].weight', `virtualservice/${name}`)(admin, place)).split(' ')

const imageTag = async (admin: Admin, place: string, of: string): Promise<string | undefined> =>
  (await field('.spec.template.spec.containers[0].image', `deployment/${of}`)(admin, place)).split(':')[1]

export const leverWorlds: readonly LeverWorld[] = [
  {
    id: 'lever-abort',
    user: 'operator',
    pulls: [pull('canaryAbort')],
    make: async (admin, place) => {
      await onTrial(admin, place, '1.1.0-bad')
      const onIt = ['wait', `canary/${name}`, '--for=jsonpath={.status.canaryWeight}=20', '--timeout=120s']
      await admin.kubectl(['-n', place, ...onIt])
    },
    after: async (admin, place) => [
      await field('.status.phase', `canary/${name}`)(admin, place),
      await weights(admin, place),
      await imageTag(admin, place, name)
    ],
    expected: ['Failed', ['100', '0'], '1.0.0']
  },
  {
    id: 'lever-verify',
    user: 'operator',
    pulls: [pull('canaryVerify')],
    ends: { outcome: null, proved: true },
    make: rollingBack,
    after: async (admin, place) => [
      await field('.status.phase', `canary/${name}`)(admin, place),
      await weights(admin, place),
      // Flagger puts no template back.
      await imageTag(admin, place, name)
    ],
    expected: ['Failed', ['100', '0'], '1.1.0-bad']
  },
  {
    id: 'lever-drain',
    user: 'operator',
    pulls: [pull('trafficDrain', { away: next, into: name, left: 0, steps: 1 })],
    make: splitByWeights,
    after: weights,
    expected: ['100', '0']
  },
  {
    id: 'lever-helm',
    user: 'admin',
    pulls: [{ ...pull('helmRollback'), isOnlyPlanned: true }],
    ends: { outcome: null, proved: false },
    make: byHelm,
    // Nothing of it is sent.
    after: (admin, place) => imageTag(admin, place, name),
    expected: '1.1.0'
  },
  {
    id: 'lever-suspension',
    user: 'operator',
    pulls: [pull('canarySuspend'), pull('canaryResume')],
    make: (admin, place) => onTrial(admin, place),
    after: field('.spec.suspend', `canary/${name}`),
    expected: 'false'
  },
  {
    id: 'lever-deletion',
    user: 'admin',
    pulls: [pull('canaryDelete')],
    make: atRest,
    // What it owned stays: its garbage is collected only after that of others that go at once.
    after: async (admin, place) => {
      const kept = ['-n', place, 'get', 'deployment,service,virtualservice', '-o', 'name']
      return (await admin.kubectl(kept)).trim().split('\n').toSorted()
    },
    expected: [
      `deployment.apps/${name}`,
      `deployment.apps/${name}-primary`,
      `service/${name}`,
      `service/${name}-canary`,
      `service/${name}-primary`,
      `virtualservice.networking.istio.io/${name}`
    ]
  },
  {
    id: 'lever-by-hand',
    user: 'operator',
    ref: { name, kind: 'StatefulSet' },
    pulls: [pull('deploymentRollback', { revision: 1 })],
    make: byHand,
    after: images,
    expected: ['1.0.0', '1.0.0']
  },
  {
    id: 'lever-hold',
    user: 'admin',
    pulls: [pull('gitopsSuspend'), pull('gitopsResume')],
    make: keptByGit,
    after: field('.spec.suspend', 'kustomization/apps'),
    expected: ''
  },
  {
    id: 'lever-held',
    user: 'admin',
    pulls: [pull('heldRollback', { revision: 1, resumes: '' })],
    make: async (admin, place) => {
      await keptByGit(admin, place)
      await admin.apply(autoscaler(place))
    },
    after: async (admin, place) => [
      await field('.spec.suspend', 'kustomization/apps')(admin, place),
      await images(admin, place),
      await scaledBack(admin, place)
    ],
    // The undo keeps the number; beyond its limits an autoscaler puts one back without any metrics.
    expected: ['true', ['1.0.0', '1.0.0', '1.0.0'], ['FailedGetResourceMetric', '4']]
  },
  {
    id: 'lever-config',
    user: 'admin',
    pulls: [pull('configRestore', { name: config, values: '' })],
    make: changedConfig,
    after: field('.data.UPSTREAM_TIMEOUT_MS', `configmap/${config}`),
    expected: '2000'
  },
  {
    id: 'lever-several',
    user: 'operator',
    pulls: [pull('manyServices', { services: `${name}:1,cart:1` })],
    make: several,
    after: (admin, place) =>
      Promise.all(
        [name, 'cart', 'catalog'].map(
          async (one) =>
            (await field('.spec.template.spec.containers[0].image', `deployment/${one}`)(admin, place)).split(':')[1]
        )
      ),
    expected: ['1.0.0', '1.0.0', '1.1.0']
  },
  {
    id: 'lever-restore',
    user: 'operator',
    pulls: [pull('canaryRestore')],
    make: promoted,
    after: async (admin, place) =>
      (await field('.spec.template.spec.containers[0].image', `deployment/${name}-primary`)(admin, place)).split(
        ':'
      )[1],
    expected: '1.0.0'
  }
]
