import type { Failure, PrometheusTarget, ServicePrometheus } from '../../../contract/index.ts'
import { asFailure, FailureError } from '../../../contract/index.ts'
import type { KubeReader } from '../../ports/kube.ts'
import type { MetricsEndpoint } from '../../ports/metrics-endpoint.ts'
import { explained, proxiedPath, targetName } from './target.ts'

/** The way to a Prometheus. */
export interface PrometheusSource {
  readonly target: PrometheusTarget
  /** @returns the text of the answer. @throws FailureError that names the Prometheus */
  read(api: string, query: Readonly<Record<string, string>>, abort?: AbortSignal): Promise<string>
  /** Where it is, for failures about what it answered. */
  readonly address: Failure['address']
}

/** Through the API server's service proxy, with the credentials of the cluster. */
export function behindServiceProxy(reader: Pick<KubeReader, 'raw'>, target: ServicePrometheus): PrometheusSource {
  const { namespace, service } = target
  return {
    target,
    address: { namespace, resource: 'services/proxy', name: service, verb: 'get' },
    async read(api, query, abort) {
      try {
        const { body } = await reader.raw(proxiedPath(target, api), { query, tries: 2, ...(abort ? { abort } : {}) })
        return body
      } catch (error) {
        throw new FailureError(explained(asFailure(error), target, api), { cause: error })
      }
    }
  }
}

/** At an address of its own. */
export function atItsAddress(
  endpoint: MetricsEndpoint,
  target: Exclude<PrometheusTarget, ServicePrometheus>
): PrometheusSource {
  return {
    target,
    address: { resource: 'prometheus', name: targetName(target), verb: 'get' },
    read: (api, query, abort) => endpoint.read(api, query, abort)
  }
}
