import { isObject, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import { apiVersionOf } from '../store/kube-object.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { updateManagedFields } from '../store/managed-fields.ts'
import { timestamp } from '../store/names.ts'
import { badRequest, invalid } from '../store/status-error.ts'
import { isAllowed } from './authorize.ts'
import type { AccessRequest } from './authorize.ts'
import { parseBody } from './decode-body.ts'
import { json, managerOf } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import type { Identity } from './identity.ts'
import type { PolicyRule } from './ports.ts'

/** POST of a review: a question about the caller, answered at once and never stored. */
export function review(context: ApiContext, exchange: ResourceExchange): Answer {
  const spec = objectOf(parseBody(exchange)['spec'])
  const head = { kind: exchange.kind.kind, apiVersion: apiVersionOf(exchange.kind) }
  switch (exchange.kind.kind) {
    case 'SelfSubjectReview': {
      const { name, uid, groups, extra } = exchange.user
      const creationTimestamp = timestamp(context.ports.now())
      const userInfo = { username: name, ...(uid === '' ? {} : { uid }), groups, ...(extra ? { extra } : {}) }
      return json(exchange, 201, { ...head, metadata: { creationTimestamp }, status: { userInfo } })
    }
    case 'SelfSubjectRulesReview':
      return json(exchange, 201, {
        ...head,
        metadata: {},
        spec: {},
        status: { ...rulesOf(exchange.user, textOf(spec['namespace'])), incomplete: false }
      })
    case 'SelfSubjectAccessReview': {
      const asked = accessRequest(spec)
      const object = { ...head, metadata: {}, spec } as KubeObject
      const metadata = { managedFields: reviewFields(context, exchange, object) }
      return json(exchange, 201, { ...object, metadata, status: { allowed: isAllowed(exchange.user, asked) } })
    }
    default:
      throw badRequest(`reviews of kind ${exchange.kind.kind} are not simulated`)
  }
}

function accessRequest(spec: JsonObject): AccessRequest {
  const resource = spec['resourceAttributes']
  const path = spec['nonResourceAttributes']
  if (isObject(resource) === isObject(path)) {
    const message = `Invalid value: ${JSON.stringify(path ?? null)}: exactly one of nonResourceAttributes or resourceAttributes must be specified`
    throw invalid('authorization.k8s.io', 'SelfSubjectAccessReview', '', [
      { field: 'spec.resourceAttributes', reason: 'FieldValueInvalid', message }
    ])
  }
  if (isObject(path)) return { verb: textOf(path['verb']), path: textOf(path['path']) }
  const own = objectOf(resource)
  const member = (name: string): object => (textOf(own[name]) === '' ? {} : { [name]: textOf(own[name]) })
  return {
    verb: textOf(own['verb']),
    group: textOf(own['group']),
    resource: textOf(own['resource']),
    ...member('subresource'),
    ...member('namespace'),
    ...member('name')
  }
}

function reviewFields(context: ApiContext, exchange: ResourceExchange, object: KubeObject): object {
  const { group, version, kind } = exchange.kind
  return updateManagedFields(context.schemas.of(group, version, kind), undefined, object, {
    manager: managerOf(exchange),
    apiVersion: object.apiVersion,
    time: timestamp(context.ports.now()),
    resets: {}
  })
}

function rulesOf(user: Identity, namespace: string): object {
  const visible = user.rules.filter((rule) => rule.namespace === undefined || rule.namespace === namespace)
  return {
    resourceRules: visible.filter((rule) => rule.resources !== undefined).map(resourceRule),
    nonResourceRules: visible
      .filter((rule) => rule.nonResourceURLs !== undefined)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }))
  }
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): object {
  return { verbs, apiGroups: apiGroups ?? [''], resources, ...(resourceNames === undefined ? {} : { resourceNames }) }
}
