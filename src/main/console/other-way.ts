import { FailureError, failureOf, type ChosenPrometheus, type PrometheusTarget } from '../../contract/index.ts'

/**
 * The same Prometheus by the other way to it: by a port-forward instead of the API server's service proxy, or back.
 * @throws FailureError `missing` where none is known, `refused` for one at an address of its own, which has one way
 */
export function otherWay(
  current: PrometheusTarget | ChosenPrometheus | undefined
): Exclude<ChosenPrometheus, { readonly url: string }> {
  const remedy = 'Set where Prometheus is (F2).'
  if (current === undefined)
    throw new FailureError(failureOf('missing', 'There is no other way to Prometheus: none is known.', { remedy }))
  if ('url' in current)
    throw new FailureError(
      failureOf('refused', 'Prometheus is read at an address of its own, which has no other way.', { remedy })
    )
  const { namespace, service, port, scheme, path, cluster, through } = current
  // What was found in it may be another one tomorrow.
  const meter = 'foundBy' in current ? undefined : current.meter
  return {
    namespace,
    service,
    port,
    scheme,
    ...(path === undefined ? {} : { path }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(meter === undefined ? {} : { meter }),
    ...(through === undefined ? { through: 'portForward' } : {})
  }
}
