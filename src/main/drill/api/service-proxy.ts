import { StatusError } from '../store/status-error.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { named } from './read.ts'

/** services/[SCHEME:]NAME[:PORT]/proxy/PATH, and of pods: the API server asks on the client's behalf. */
export async function serviceProxy(context: ApiContext, exchange: ResourceExchange): Promise<Answer> {
  const { namespace = '', name = '', rest } = exchange.resource
  const { scheme, service, port } = splitName(name)
  named(context, { ...exchange, resource: { ...exchange.resource, name: service } })
  const answer = await context.ports.serviceProxy.handle({
    namespace,
    of: exchange.resource.resource === 'pods' ? 'pods' : 'services',
    service,
    port,
    scheme,
    method: exchange.method,
    path: rest === '' ? '/' : rest,
    query: exchange.query,
    body: exchange.body.toString('utf8')
  })
  if (answer === undefined) {
    const message = `no endpoints available for service ${JSON.stringify(name)}`
    throw new StatusError(503, 'ServiceUnavailable', message)
  }
  return { status: answer.status, contentType: answer.contentType, body: answer.body }
}

/** kubernetes/apimachinery pkg/util/net/port_split.go SplitSchemeNamePort. */
function splitName(name: string): {
  readonly scheme: string
  readonly service: string
  readonly port: string | undefined
} {
  const parts = name.split(':')
  const bad = new StatusError(400, 'BadRequest', `invalid service request ${JSON.stringify(name)}`)
  switch (parts.length) {
    case 1:
      return { scheme: 'http', service: name, port: undefined }
    case 2:
      return { scheme: 'http', service: parts[0] ?? '', port: parts[1] }
    case 3: {
      const [scheme = '', service = '', port] = parts
      if (scheme !== 'http' && scheme !== 'https' && scheme !== '') throw bad
      return { scheme: scheme === '' ? 'http' : scheme, service, port: port === '' ? undefined : port }
    }
    default:
      throw bad
  }
}
