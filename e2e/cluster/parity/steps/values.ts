import type { Step } from './step.ts'
import { deployment, deployments, get, table } from './step.ts'

const services = '/api/v1/namespaces/shop/services'
const coreEvents = '/api/v1/namespaces/shop/events'
const newerEvents = '/apis/events.k8s.io/v1/namespaces/shop/events'

const container = deployment.spec.template.spec.containers[0]

/** A Deployment that is created for nobody, with another spec. */
const dry = (title: string, spec: object, metadata: object = {}): Step => ({
  title,
  covers: 'validation',
  request: () => ({
    method: 'POST',
    path: `${deployments}?dryRun=All`,
    body: { ...deployment, metadata: { name: 'dry', ...metadata }, spec: { ...deployment.spec, ...spec } }
  })
})

const dryContainer = (title: string, changed: object, podSpec: object = {}): Step => {
  const { template } = deployment.spec
  const spec = { ...template.spec, containers: [{ ...container, ...changed }], ...podSpec }
  return dry(title, { template: { ...template, spec } })
}

const service = (spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }], ...spec }
})

const put = (title: string, spec: object): Step => ({
  title,
  covers: 'services',
  request: () => ({ method: 'PUT', path: `${services}/web`, body: service(spec) })
})

const involved = { kind: 'Deployment', name: 'nobody', namespace: 'shop', apiVersion: 'apps/v1' }
const event = (title: string, path: string, body: object): Step => ({
  title,
  covers: 'events',
  request: () => ({ method: 'POST', path, body })
})

/** What the server makes of values: canonical amounts, every error, addresses that stay, two APIs of events. */
export const values: readonly Step[] = [
  dryContainer('amounts in other words', {
    resources: {
      requests: { cpu: '0.5', memory: '1024Mi', 'ephemeral-storage': '1.5Gi' },
      limits: { cpu: '2000m', memory: '3e9', 'ephemeral-storage': 2_147_483_648 }
    }
  }),
  dryContainer('amounts finer than a thousandth', { resources: { requests: { cpu: '100.5m', memory: '0.5Ki' } } }),
  dryContainer('an amount that is none', { resources: { requests: { cpu: 'much' } } }),
  dryContainer('an amount with a suffix that is none', { resources: { requests: { cpu: '1mm' } } }),
  dryContainer('requests above limits', { resources: { requests: { cpu: '0.2' }, limits: { cpu: '100m' } } }),
  dryContainer('an amount below zero', { resources: { limits: { memory: '-1' } } }),
  dry('an empty selector', { selector: {} }),
  dry('a selector of others', { selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['other'] }] } }),
  dry('a selector by existence', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
  dry('a selector with an unknown operator', { selector: { matchExpressions: [{ key: 'app', operator: 'Like' }] } }),
  dry('numbers below zero', { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1 }),
  dry('a deadline that is too short', { minReadySeconds: 60, progressDeadlineSeconds: 60 }),
  dry('an unknown strategy', { strategy: { type: 'BlueGreen' } }),
  dry('Recreate that rolls', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
  dry('a rollout that cannot move', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
  dry('shares that are none', { strategy: { rollingUpdate: { maxSurge: 'many', maxUnavailable: '150%' } } }),
  dry('a label that is none', {}, { labels: { ok: 'not ok' } }),
  dry('an annotation that is none', {}, { annotations: { 'a/b/c': '' } }),
  dryContainer('a container without name and image', { name: '', image: '' }),
  dryContainer('a container with a bad name and policy', { name: 'Check_out', imagePullPolicy: 'Sometimes' }),
  dryContainer('bad ports', {
    ports: [
      { containerPort: 0 },
      { containerPort: 70_000, name: 'http' },
      { containerPort: 81, name: 'http' },
      { containerPort: 82, name: 'not--a_port_name' },
      { containerPort: 83, protocol: 'ICMP' }
    ]
  }),
  dryContainer('a bad variable', { env: [{ name: '' }, { name: 'a=b', value: 'c' }] }),
  dryContainer('a mount of nothing', { volumeMounts: [{ name: 'nobody', mountPath: '/a' }, { name: 'nobody' }] }),
  dryContainer('pods that end', {}, { restartPolicy: 'Never' }),
  dryContainer('an unknown restart policy', {}, { restartPolicy: 'Sometimes' }),
  dryContainer('the same volume twice', {}, { volumes: [{ name: 'v' }, { name: 'v' }, {}] }),
  dry('the same container twice', {
    template: { ...deployment.spec.template, spec: { containers: [container, container] } }
  }),

  {
    title: 'create a Service',
    covers: 'services',
    request: () => ({ method: 'POST', path: services, body: service() })
  },
  put('replace a Service without its address', { ports: [{ port: 81 }] }),
  put('replace the address of a Service', { clusterIP: '10.96.250.250' }),
  get('the Service after that', 'services', `${services}/web`),
  { title: 'delete a Service', covers: 'services', request: () => ({ method: 'DELETE', path: `${services}/web` }) },

  event('create a core event', coreEvents, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'nobody.1' },
    involvedObject: involved,
    reason: 'Started',
    message: 'it began',
    source: { component: 'test', host: 'here' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:01:00Z',
    count: 2,
    type: 'Normal'
  }),
  event('create a newer event', newerEvents, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'nobody.2' },
    regarding: involved,
    reason: 'Ended',
    action: 'Ending',
    note: 'it ended',
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'example.com/test',
    reportingInstance: 'test-1',
    type: 'Warning'
  }),
  event('create an incomplete newer event', newerEvents, {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'nobody.3' },
    regarding: involved,
    type: 'Odd'
  }),
  get('a core event as a newer one', 'events', `${newerEvents}/nobody.1`),
  get('a newer event as a core one', 'events', `${coreEvents}/nobody.2`),
  get('newer events by field', 'events', `${newerEvents}?fieldSelector=regarding.name%3Dnobody`),
  get('core events by field', 'events', `${coreEvents}?fieldSelector=involvedObject.name%3Dnobody`),
  get('newer events by a field of core', 'events', `${newerEvents}?fieldSelector=involvedObject.name%3Dnobody`),
  table('newer events', `${newerEvents}?fieldSelector=regarding.name%3Dnobody`),
  table('core events', `${coreEvents}?fieldSelector=involvedObject.name%3Dnobody`)
]
