/** What an API path is about, as Kubernetes' authorizer reads it. */
export interface ApiAddress {
  /** Lower-case RBAC verb. */
  readonly verb: string
  /** Empty for the core group. */
  readonly group: string
  /** Plural, with the subresource: `deployments`, `services/proxy`; empty for a path outside the resources. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly path: string
}

/**
 * The attributes of a request from its method and encoded path
 * (kubernetes/apiserver pkg/endpoints/request/requestinfo.go RequestInfoFactory.NewRequestInfo).
 */
export function apiAddress(method: string, path: string, isWatch = false): ApiAddress {
  const segments = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const core = segments[0] === 'api'
  const rest = segments.slice(core ? 2 : 3)
  if ((!core && segments[0] !== 'apis') || rest.length === 0)
    return { verb: method.toLowerCase(), group: '', resource: '', namespace: '', name: '', path }
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize'
  const [kind = '', name = '', ...sub] = inNamespace ? rest.slice(2) : rest
  // A namespace is in itself; everything behind `proxy` belongs to the proxied server.
  const namespace = inNamespace ? (rest[1] ?? '') : kind === 'namespaces' ? name : ''
  return {
    verb: verbOf(method, name !== '', isWatch),
    group: core ? '' : (segments[1] ?? ''),
    resource: sub[0] === undefined ? kind : `${kind}/${sub[0]}`,
    namespace,
    name,
    path
  }
}

function verbOf(method: string, hasName: boolean, isWatch: boolean): string {
  if (method === 'GET') return isWatch ? 'watch' : hasName ? 'get' : 'list'
  if (method === 'DELETE') return hasName ? 'delete' : 'deletecollection'
  const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch' }
  return verbs[method] ?? method.toLowerCase()
}
