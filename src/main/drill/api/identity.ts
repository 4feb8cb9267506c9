import type { PolicyRule, UserToken } from './ports.ts'
import { StatusError } from '../store/status-error.ts'

/** Who sent a request, with everything that this user may do. */
export interface Identity {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly rules: readonly PolicyRule[]
}

/** What everybody may do (ClusterRole system:public-info-viewer). */
const PUBLIC: PolicyRule = {
  verbs: ['get'],
  nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/']
}

/** What authenticated users may do as well (system:basic-user and system:discovery). */
const AUTHENTICATED: readonly PolicyRule[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  {
    verbs: ['get'],
    nonResourceURLs: [
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/'
    ]
  }
]

/** The user behind an Authorization header. Throws StatusError 401 for a token that nobody has. */
export function identify(header: string | undefined, users: readonly UserToken[]): Identity {
  const token = /^Bearer +(.+)$/i.exec(header ?? '')?.[1]?.trim()
  if (token === undefined) {
    return { name: 'system:anonymous', uid: '', groups: ['system:unauthenticated'], rules: [PUBLIC] }
  }
  const user = users.find((one) => one.token === token)
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized')
  return {
    name: user.name,
    uid: user.name,
    groups: [...new Set([...user.groups, 'system:authenticated'])],
    rules: [PUBLIC, ...user.rules, ...AUTHENTICATED]
  }
}
