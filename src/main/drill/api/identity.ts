import { isDeepStrictEqual } from 'node:util'
import type { PolicyRule, UserToken } from './ports.ts'
import { StatusError } from '../store/status-error.ts'

/** Who sent a request, with everything that this user may do. */
export interface Identity {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly rules: readonly PolicyRule[]
  /** What else is known of somebody that a request acts as. */
  readonly extra?: Readonly<Record<string, readonly string[]>>
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
  if (token === undefined) return { ...withRules('system:anonymous', ['system:unauthenticated'], []), uid: '' }
  const user = users.find((one) => one.token === token)
  if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized')
  return withRules(user.name, [...new Set([...user.groups, 'system:authenticated'])], user.rules)
}

/** The group that every authorizer lets through (kubernetes/apiserver pkg/authorization/authorizerfactory). */
const PRIVILEGED: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] }
]

/** A user with what is granted besides to everybody, and to those who signed in. */
export function withRules(name: string, groups: readonly string[], rules: readonly PolicyRule[]): Identity {
  const basic = groups.includes('system:authenticated') ? AUTHENTICATED : []
  const privileged = groups.includes('system:masters') ? PRIVILEGED.filter((rule) => !rules.some(isSame(rule))) : []
  return { name, uid: name, groups, rules: [PUBLIC, ...rules, ...privileged, ...basic] }
}

/** A rule that a user has twice is listed once, as a recorded kube-apiserver does. */
function isSame(rule: PolicyRule): (other: PolicyRule) => boolean {
  return (other) => isDeepStrictEqual(other, rule)
}
