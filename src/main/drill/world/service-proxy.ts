import type { PodPorts, ServiceProxy } from '../api/ports.ts'
import { keys } from '../controllers/kube-types.ts'
import type { Pod, Service } from '../controllers/kube-types.ts'
import type { LoadTester } from '../flagger/loadtester.ts'
import type { createPrometheusApi } from '../prometheus/http-api.ts'
import type { PrometheusPlan } from '../scenarios/plan.ts'
import type { ApiStore } from '../store/api-store.ts'
import { flaggerPlace } from '../flagger/place.ts'

interface Subset {
  readonly addresses?: readonly object[]
}

const notFound = { status: 404, contentType: 'text/plain; charset=utf-8', body: '404 page not found\n' } as const

/** What answers behind the cluster's Services, Prometheus and Flagger's load tester, and pods with their own metrics; everything else says 404. */
export function createServiceProxy(
  store: ApiStore,
  plan: PrometheusPlan,
  prometheus: ReturnType<typeof createPrometheusApi>,
  tester: LoadTester,
  metricsOf: (namespace: string, pod: string) => string | undefined
): ServiceProxy {
  return {
    async handle(request) {
      if (request.of === 'pods') {
        const metrics = metricsOf(request.namespace, request.service)
        if (metrics === undefined || request.path !== '/metrics') return metrics === undefined ? undefined : notFound
        return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: metrics }
      }
      const service = store.get(keys.services, request.namespace, request.service) as Service | undefined
      const endpoints = store.get(keys.endpoints, request.namespace, request.service)
      const subsets = (endpoints?.['subsets'] ?? []) as readonly Subset[]
      const isServed = subsets.some(({ addresses }) => (addresses ?? []).length > 0)
      const { port } = request
      const ports = service?.spec.ports ?? []
      const isKnownPort = ports.some(
        ({ name, port: number }) => port === undefined || port === '' || port === name || port === String(number)
      )
      if (!isServed || !isKnownPort) return undefined
      if (request.namespace === flaggerPlace.namespace && request.service === flaggerPlace.tester)
        return { ...tester.handle(request.path, request.body), contentType: 'text/plain; charset=utf-8' }
      if (request.namespace !== plan.namespace || request.service !== plan.service) return notFound
      if (plan.state === 'loading')
        return { status: 503, contentType: 'text/plain; charset=utf-8', body: 'Service Unavailable' }
      return prometheus(request)
    }
  }
}

/** What listens in the pods: Prometheus in those behind its Service; whatever else the images hold is not simulated. */
export function createPodPorts(
  store: ApiStore,
  plan: PrometheusPlan,
  prometheus: ReturnType<typeof createPrometheusApi>
): PodPorts {
  return {
    isOpen(namespace, name, port) {
      const pod = store.get(keys.pods, namespace, name) as Pod | undefined
      const service = store.get(keys.services, plan.namespace, plan.service) as Service | undefined
      if (namespace !== plan.namespace || pod === undefined || service === undefined) return false
      const labels = pod.metadata.labels ?? {}
      const isBehind = Object.entries(service.spec.selector ?? {}).every(([key, value]) => labels[key] === value)
      const ports = pod.spec.containers.flatMap((container) => container.ports ?? [])
      return isBehind && plan.state !== 'down' && ports.some(({ containerPort }) => containerPort === port)
    },
    handle: (request) =>
      plan.state === 'loading'
        ? Promise.resolve({ status: 503, contentType: 'text/plain; charset=utf-8', body: 'Service Unavailable' })
        : prometheus(request)
  }
}
