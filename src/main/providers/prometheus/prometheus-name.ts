import type { ChosenPrometheus, Failure, ServicePrometheus } from '../../../contract/index.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import type { ApiPath } from '../../ports/kube.ts'

/** `namespace/service:port`, or `host:port`, with the path below which it is served, as it is shown. */
export function prometheusName(target: ChosenPrometheus): string {
  if ('url' in target) return target.url.replace(/^https:\/\//, '')
  return `${target.namespace}/${target.service}:${target.port}${target.path ?? ''}`
}

/** The same, and how it is reached where that is not as usual. */
export function sourceName(target: ChosenPrometheus): string {
  return !('url' in target) && target.through ? `${prometheusName(target)}, by a port-forward` : prometheusName(target)
}

/** The path of Prometheus' API through the API server's service proxy. @throws FailureError `badInput` for odd names. */
export function proxiedPath(target: ServicePrometheus, api: string): ApiPath {
  const { scheme, service, port, namespace, path = '' } = target
  return kubePath({
    group: '',
    version: 'v1',
    resource: 'services',
    namespace,
    proxy: { scheme, service, port, path: `${path}${api}` }
  })
}

const examples = '/prometheus or /select/0/prometheus'

/**
 * Says that it is Prometheus that failed. A proxied 503 is either Prometheus' own timeout or a Service without pods; a 404
 * and a redirect are what answers beside the path below which Prometheus is served (its --web.external-url and
 * --web.route-prefix, or a vmselect).
 */
export function explained(failure: Failure, target: ServicePrometheus, api: string): Failure {
  const { status = 0 } = failure.address
  const who = `Prometheus (${prometheusName(target)})`
  const hasNoService = /services "[^"]*" not found/.test(failure.message)
  if ((status === 404 && !hasNoService) || (status >= 300 && status < 400)) {
    const did = status === 404 ? 'has nothing' : 'answers with a redirect'
    const { path } = target
    return {
      ...failure,
      code: 'notFound',
      message: `${who} ${did} at ${path ?? ''}${api}${path === undefined ? `; it may be served below a path, such as ${examples}` : ''}.`,
      remedy: `${path === undefined ? 'Set its path' : `Correct the path ${path}, or leave it out,`} beside where Prometheus is.`
    }
  }
  if (failure.code === 'cancelled' || failure.code === 'notFound') return failure
  const answered = /^The server answered (?:.* )?with status (\d{3}.*)$/.exec(failure.message)
  const signIn = /^The server behind .* (wants a sign-in of its own .*)$/.exec(failure.message)?.[1]
  if (signIn !== undefined) return { ...failure, message: `${who} ${signIn}` }
  return { ...failure, message: answered ? `${who} answered with status ${answered[1]}` : `${who}: ${failure.message}` }
}
