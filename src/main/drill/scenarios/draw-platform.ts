import type { Build } from '../users/build.ts'
import type { System } from '../world/definitions.ts'
import { flaggerPlace } from '../flagger/place.ts'
import { drawFor } from '../world/random.ts'
import { hour } from './draw-services.ts'
import type { PrometheusPlan, ServicePlan } from './plan.ts'

const steady: Build = {
  health: { kind: 'serves' },
  startSeconds: 3,
  errorRatio: 0,
  errorCode: 500,
  medianMs: 5,
  spread: 0.5,
  complaint: ''
}

function platformService(
  name: string,
  namespace: string,
  port: number,
  labels: Readonly<Record<string, string>>,
  images: readonly { readonly image: string; readonly atMs: number; readonly build: Build }[],
  beganMs: number
): ServicePlan {
  const releases = images.map(({ image, atMs, build }) => ({
    atMs,
    image,
    env: {},
    changeCause: undefined,
    manager: 'helm',
    build,
    good: true
  }))
  const first = {
    atMs: beganMs,
    image: '',
    env: {},
    changeCause: undefined,
    manager: 'helm',
    build: steady,
    good: true
  }
  return {
    name,
    namespace,
    container: name,
    configSuffix: '',
    replicas: 1,
    port,
    maxSurge: '25%',
    maxUnavailable: '25%',
    strategy: 'Recreate',
    progressDeadlineSeconds: 600,
    requestsPerSecond: 0,
    podCapacity: 1000,
    withSecret: false,
    withConfig: false,
    labels,
    releases: [releases[0] ?? first, ...releases.slice(1)]
  }
}

/** What Istio's addons and most charts have. */
const scrapeEveryMs = 15_000

/** The usual ways to install Prometheus: the names and labels by which it is found. */
export function drawPrometheus(seed: number, state: PrometheusPlan['state']): PrometheusPlan {
  return drawFor(seed, 'prometheus').pick<PrometheusPlan>([
    {
      namespace: 'istio-system',
      service: 'prometheus',
      port: 9090,
      portName: 'http',
      labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server', app: 'prometheus' },
      state,
      job: 'kubernetes-pods',
      scrapeEveryMs
    },
    {
      namespace: 'monitoring',
      service: 'prometheus-server',
      port: 80,
      portName: 'http',
      labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server' },
      state,
      job: 'kubernetes-pods',
      scrapeEveryMs
    },
    {
      namespace: 'monitoring',
      service: 'prometheus-k8s',
      port: 9090,
      portName: 'web',
      labels: {
        'app.kubernetes.io/name': 'prometheus',
        'app.kubernetes.io/component': 'prometheus',
        'app.kubernetes.io/instance': 'k8s',
        'app.kubernetes.io/part-of': 'kube-prometheus'
      },
      state,
      job: 'monitoring/envoy-stats-monitor',
      scrapeEveryMs
    },
    {
      namespace: 'monitoring',
      service: 'prometheus',
      port: 9090,
      portName: 'web',
      labels: { app: 'prometheus', 'app.kubernetes.io/name': 'prometheus' },
      state,
      job: 'envoy-stats',
      scrapeEveryMs
    }
  ])
}

/** Gateway, Prometheus and Grafana, installed long before the services. */
export function drawPlatform(
  seed: number,
  prometheus: PrometheusPlan,
  systems: readonly System[] = []
): readonly ServicePlan[] {
  const draw = drawFor(seed, 'platform')
  const beganMs = -12 * 24 * hour
  const broken: Build = { ...steady, health: { kind: 'crashes', afterSeconds: 20, exitCode: 137, reason: 'OOMKilled' } }
  const downMs = -draw.int(25, 70) * 60_000
  const images = [
    { image: 'quay.io/prometheus/prometheus:v3.4.1', atMs: beganMs, build: steady },
    ...(prometheus.state === 'down'
      ? [{ image: 'quay.io/prometheus/prometheus:v3.5.0', atMs: downMs, build: broken }]
      : [])
  ]
  return [
    platformService(
      'istio-ingressgateway',
      'istio-system',
      8080,
      { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      [{ image: 'docker.io/istio/proxyv2:1.27.1', atMs: beganMs, build: steady }],
      beganMs
    ),
    platformService(prometheus.service, prometheus.namespace, 9090, prometheus.labels, images, beganMs),
    platformService(
      'grafana',
      prometheus.namespace,
      3000,
      { 'app.kubernetes.io/name': 'grafana' },
      [{ image: 'docker.io/grafana/grafana:12.1.0', atMs: beganMs, build: steady }],
      beganMs
    ),
    ...(systems.includes('flagger') ? flagger(beganMs) : [])
  ]
}

/** Flagger as its charts install it (fluxcd/flagger charts/flagger, charts/loadtester). */
function flagger(beganMs: number): readonly ServicePlan[] {
  const chart = (name: string, image: string, port: number): ServicePlan =>
    platformService(
      name,
      flaggerPlace.namespace,
      port,
      { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name },
      [{ image, atMs: beganMs, build: steady }],
      beganMs
    )
  return [
    chart(flaggerPlace.name, 'ghcr.io/fluxcd/flagger:1.44.0', 8080),
    { ...chart(flaggerPlace.tester, 'ghcr.io/fluxcd/flagger-loadtester:0.38.0', 8080), servicePort: 80 }
  ]
}
