import type { Failure, PrometheusTarget, ServicePrometheus } from '../../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import type { KubeConnection, KubeReader } from '../../ports/kube.ts'
import type { MetricsEndpoint } from '../../ports/metrics-endpoint.ts'
import type { PodPort } from '../../ports/port-forwards.ts'
import type { Meter } from './meters/meter.ts'
import { forwardedRefusal } from './forwarded-refusal.ts'
import { podBehind } from './pod-behind.ts'
import { explained, proxiedPath, prometheusName } from './prometheus-name.ts'

/** The way to a Prometheus. */
export interface PrometheusSource {
  readonly target: PrometheusTarget
  /** How requests are counted in it, once that was found out; Istio's until then. */
  readonly meter?: Meter
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

/** Through a port-forward to a pod behind its Service; another one is looked for when that one does not answer. */
export function throughPortForward(
  { reader, forwards }: Pick<KubeConnection, 'reader' | 'forwards'>,
  target: ServicePrometheus
): PrometheusSource {
  const { namespace, service, path = '' } = target
  let known: Promise<PodPort> | undefined
  const ask = async (below: string, abort: AbortSignal | undefined) => {
    // What several ask for at once is looked up once, and ends with none of them.
    const chosen = (known ??= podBehind(reader, target))
    try {
      return await forwards.get(await chosen, below, abort)
    } catch (error) {
      if (known === chosen && asFailure(error).code !== 'cancelled') known = undefined
      throw error
    }
  }
  return {
    target,
    address: { namespace, resource: 'pods/portforward', name: service, verb: 'get' },
    async read(api, query, abort) {
      if (target.scheme === 'https')
        throw new FailureError(
          failureOf('refused', `Prometheus (${prometheusName(target)}) speaks https, which is not forwarded to.`, {
            remedy: 'Reach it through the service proxy: its certificate is for another name than a port-forward has.'
          })
        )
      const below = `${path}${api}?${new URLSearchParams(query).toString()}`
      const answer = await ask(below, abort).catch(async (error: unknown) => {
        const { code, retryable } = asFailure(error)
        // A pod that was replaced is not found, and a connection that died was no answer.
        if (abort?.aborted || !(code === 'notFound' || (retryable && code !== 'rateLimited')))
          throw named(error, target)
        return ask(below, abort).catch((again: unknown) => {
          throw named(again, target)
        })
      })
      if (answer.status === 200) return answer.body
      throw new FailureError(forwardedRefusal(target, api, answer))
    }
  }
}

function named(error: unknown, target: ServicePrometheus): FailureError {
  const failure = asFailure(error)
  if (failure.code === 'cancelled') return new FailureError(failure, { cause: error })
  const message = `Prometheus (${prometheusName(target)}), by a port-forward: ${failure.message}`
  return new FailureError({ ...failure, message }, { cause: error })
}

/** At an address of its own. */
export function atItsAddress(
  endpoint: MetricsEndpoint,
  target: Exclude<PrometheusTarget, ServicePrometheus>
): PrometheusSource {
  return {
    target,
    address: { resource: 'prometheus', name: prometheusName(target), verb: 'get' },
    read: (api, query, abort) => endpoint.read(api, query, abort)
  }
}
