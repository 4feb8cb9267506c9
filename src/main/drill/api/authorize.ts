import { forbidden, StatusError } from '../store/status-error.ts'
import type { Identity } from './identity.ts'
import type { PolicyRule } from './ports.ts'
import type { RequestInfo } from './request-info.ts'

/** What an access check asks about. */
export interface AccessRequest {
  readonly verb: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly path?: string
}

/** Whether one of the user's rules allows it (kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows). */
export function isAllowed(user: Identity, request: AccessRequest): boolean {
  return user.rules.some((rule) => allows(rule, request))
}

function allows(rule: PolicyRule, request: AccessRequest): boolean {
  if (!has(rule.verbs, request.verb)) return false
  if (request.resource === undefined) return matchesPath(rule.nonResourceURLs ?? [], request.path ?? '')
  if (rule.namespace !== undefined && rule.namespace !== request.namespace) return false
  if (!has(rule.apiGroups ?? [], request.group ?? '')) return false
  const names = rule.resourceNames ?? []
  if (names.length > 0 && !names.includes(request.name ?? '')) return false
  return matchesResource(rule.resources ?? [], request.resource, request.subresource)
}

function has(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value)
}

function matchesResource(resources: readonly string[], resource: string, subresource: string | undefined): boolean {
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  return resources.some(
    (one) => one === '*' || one === full || (subresource !== undefined && one === `*/${subresource}`)
  )
}

function matchesPath(urls: readonly string[], path: string): boolean {
  return urls.some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))))
}

/** Throws StatusError 403 with upstream's text when the user may not do it. */
export function authorize(user: Identity, { verb, path, resource }: RequestInfo): void {
  refuseAccess(user, resource === undefined ? { verb, path } : { ...resource, verb })
}

/**
 * Throws StatusError 403 when none of the user's rules allows it
 * (kubernetes/apiserver pkg/endpoints/handlers/responsewriters/errors.go ForbiddenStatusError).
 * @param reason why, where upstream's authorizer would give one
 */
export function refuseAccess(user: Identity, asked: AccessRequest, reason = ''): void {
  if (isAllowed(user, asked)) return
  const { verb, group = '', resource, subresource, namespace, name = '', path } = asked
  const because = reason === '' ? '' : `: ${reason}`
  if (resource === undefined) {
    const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}${because}`
    throw new StatusError(403, 'Forbidden', message, {})
  }
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
  const action = `cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${scope}`
  throw forbidden({ group, resource }, name, `User ${JSON.stringify(user.name)} ${action}${because}`)
}
