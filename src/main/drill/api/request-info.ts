import { badRequest } from '../store/status-error.ts'

/** What a request addresses (kubernetes/apiserver pkg/endpoints/request/requestinfo.go). */
export interface RequestInfo {
  readonly path: string
  readonly verb: string
  /** Absent for paths such as /version. */
  readonly resource?: ResourceRequest
}

/** The resource part of a request. */
export interface ResourceRequest {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
  /** Everything after the subresource, not decoded, beginning with '/' or empty. */
  readonly rest: string
}

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete'
}

/** Subresources of namespaces; anything else below a namespace is a resource in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize'])

/** Reads a request's path. Throws StatusError 400 for segments that cannot be names. */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const verb = VERBS[method] ?? method.toLowerCase()
  const raw = path.split('/').slice(1)
  const root = raw[0] === 'api' ? 2 : raw[0] === 'apis' ? 3 : 0
  if (root === 0 || raw.length <= root || raw.slice(0, root + 1).includes('')) return { path, verb }
  const decoded = raw.map((segment, index) => (index < root + 5 ? decode(segment) : segment))
  const group = root === 3 ? (decoded[1] ?? '') : ''
  const version = decoded[root - 1] ?? ''
  const scoped =
    decoded[root] === 'namespaces' && raw.length > root + 2 && !NAMESPACE_SUBRESOURCES.has(decoded[root + 2] ?? '')
  const start = scoped ? root + 2 : root
  const [resource = '', name, subresource] = decoded.slice(start, start + 3)
  const rest = raw.slice(start + 3)
  // A namespace is in itself: whoever may read it may do so by a Role there.
  const parent = decoded[root] === 'namespaces' ? (decoded[root + 1] ?? '') : ''
  const namespace = scoped || parent !== '' ? parent : undefined
  const isProxy = subresource === 'proxy'
  if (!isProxy && (raw.includes('..') || raw.includes('.'))) throw badRequest('the path contains a relative segment')
  return {
    path,
    verb: listVerb(verb, name, query),
    resource: {
      group,
      version,
      resource,
      rest: rest.length === 0 ? '' : `/${rest.join('/')}`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined || name === '' ? nameFromSelector(verb, query) : { name }),
      ...(subresource === undefined || subresource === '' ? {} : { subresource })
    }
  }
}

function decode(segment: string): string {
  let text: string
  try {
    text = decodeURIComponent(segment)
  } catch {
    throw badRequest(`invalid URL escape in path segment ${JSON.stringify(segment)}`)
  }
  if (text === '.' || text === '..' || text.includes('/') || text.includes('\0')) {
    throw badRequest(`invalid resource name ${JSON.stringify(text)}: may not be '.' or '..' or contain '/'`)
  }
  return text
}

function listVerb(verb: string, name: string | undefined, query: URLSearchParams): string {
  if (name !== undefined && name !== '') return verb
  if (verb === 'get') return isTrue(query.get('watch')) ? 'watch' : 'list'
  return verb === 'delete' ? 'deletecollection' : verb
}

/** A list of one name by field selector is authorized as that name. */
function nameFromSelector(verb: string, query: URLSearchParams): { readonly name?: string } {
  if (verb !== 'get') return {}
  const match = /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(query.get('fieldSelector') ?? '')
  return match?.[1] === undefined ? {} : { name: match[1] }
}

/** How the API reads booleans in queries: present and neither `false` nor `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0'
}
