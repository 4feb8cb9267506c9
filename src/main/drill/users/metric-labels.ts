import type { Labels } from '../prometheus/series.ts'
import type { Backend, Refusals } from './traffic.ts'

/** The ingress gateway that sends the users' requests: its counters are those of `reporter="source"`. */
export interface Gateway {
  readonly namespace: string
  readonly workload: string
  readonly pod: string
  readonly ip: string
}

/** What is scraped. */
export interface Target {
  readonly namespace: string
  readonly name: string
  readonly ip: string
}

/** Labels that scraping adds (the usual relabelling of kubernetes_sd pods). */
export function scrapeLabels(job: string, target: Target): Labels {
  return { instance: `${target.ip}:15020`, job, namespace: target.namespace, pod: target.name }
}

/** istio.io reference/config/metrics: who sent the requests. */
export function sourceLabels(gateway: Gateway): Labels {
  return {
    connection_security_policy: 'mutual_tls',
    request_protocol: 'http',
    source_app: gateway.workload,
    source_canonical_revision: 'latest',
    source_canonical_service: gateway.workload,
    source_workload: gateway.workload,
    source_workload_namespace: gateway.namespace
  }
}

function serviceLabels(backend: Backend): Labels {
  return {
    destination_service: `${backend.service}.${backend.namespace}.svc.cluster.local`,
    destination_service_name: backend.service,
    destination_service_namespace: backend.namespace
  }
}

/** Who answered them. */
export function destinationLabels(backend: Backend, workload: string): Labels {
  return {
    destination_app: workload,
    destination_canonical_revision: 'latest',
    destination_canonical_service: workload,
    ...serviceLabels(backend),
    destination_workload: workload,
    destination_workload_namespace: backend.namespace
  }
}

/** Requests that no pod answered: without any endpoint Envoy does not know a workload. */
export function refusedLabels({
  backend,
  workload: full,
  flag
}: Pick<Refusals, 'backend' | 'workload' | 'flag'>): Labels {
  const isKnown = flag === 'UO'
  const workload = isKnown ? full : 'unknown'
  return {
    connection_security_policy: 'unknown',
    destination_app: workload,
    destination_canonical_revision: isKnown ? 'latest' : 'unknown',
    destination_canonical_service: workload,
    ...serviceLabels(backend),
    destination_workload: workload,
    destination_workload_namespace: isKnown ? backend.namespace : 'unknown',
    reporter: 'source',
    response_code: '503',
    response_flags: flag
  }
}
