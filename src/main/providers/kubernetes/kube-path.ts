import { FailureError, failureOf } from '../../../contract/index.ts'
import type { ApiPath } from '../../ports/kube.ts'

export interface KubePathParts {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** Plural, for example `deployments`. */
  readonly resource: string
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
  /** Reaches a Service through the API server; `resource` is then `services` and `name` is left out. */
  readonly proxy?: {
    readonly scheme: 'http' | 'https'
    readonly service: string
    /** Port name or number. */
    readonly port: string
    /** Path behind the proxy, begins with a slash; each of its segments is checked as well. */
    readonly path: string
  }
}

/** What must not be in a path segment: it would leave the segment, change its meaning on the way, or have no UTF-8 form. */
const forbidden = /[/\\%?#\p{Cc}\p{Surrogate}]/u

function segmentProblem(value: string): string | undefined {
  if (value === '') return 'is empty'
  if (value === '.' || value === '..') return 'is a dot segment'
  return forbidden.test(value) ? 'has a character that may not be in a path' : undefined
}

function segment(what: string, value: string): string {
  const problem = segmentProblem(value)
  if (problem === undefined) return value
  throw new FailureError(
    failureOf('badInput', `The ${what} ${JSON.stringify(value)} ${problem}.`, {
      remedy: `Use the ${what} exactly as the cluster spells it.`
    })
  )
}

/**
 * The maker of API paths: a template filled with checked segments, so that no name can reach another object.
 * @throws FailureError `badInput` for a segment that is empty, a dot segment, or has a slash, a percent sign,
 * a question mark, a hash, a backslash or a control character.
 */
export function kubePath(parts: KubePathParts): ApiPath {
  const root = parts.group === '' ? ['api'] : ['apis', segment('API group', parts.group)]
  const place = parts.namespace === undefined ? [] : ['namespaces', segment('namespace', parts.namespace)]
  const segments = [...root, segment('API version', parts.version), ...place, segment('resource', parts.resource)]
  if (parts.proxy) {
    const { scheme, service, port, path } = parts.proxy
    segments.push(`${scheme}:${segment('service', service)}:${segment('port', port)}`, 'proxy')
    segments.push(
      ...path
        .replace(/^\//, '')
        .split('/')
        .map((part) => segment('proxied path segment', part))
    )
  } else {
    if (parts.name !== undefined) segments.push(segment('name', parts.name))
    if (parts.subresource !== undefined) segments.push(segment('subresource', parts.subresource))
  }
  return confirmed(segments)
}

/**
 * The path at which a group's version lists what it serves: discovery.
 * @throws FailureError as {@link kubePath}.
 */
export function groupVersionPath(group: string, version: string): ApiPath {
  return confirmed(['apis', segment('API group', group), segment('API version', version)])
}

/** What the server will read must be what the template says. */
function confirmed(segments: readonly string[]): ApiPath {
  // A colon is legal in a path and kubectl sends it as it is: `http:prometheus:9090`, `system:node`.
  const path = `/${segments.map((part) => encodeURIComponent(part).replaceAll('%3A', ':')).join('/')}`
  const { pathname, search, hash } = new URL(path, 'https://api.invalid')
  const same = pathname === path && search === '' && hash === ''
  if (same && decodeURIComponent(pathname) === `/${segments.join('/')}`) return path as ApiPath
  throw new FailureError(
    failureOf('badInput', `The path ${JSON.stringify(segments.join('/'))} would be read differently by the server.`)
  )
}
