import type { Step } from './step.ts'
import { kubectl, checkout, pods, deployments, refused } from './step.ts'

/** A user without rights. */
export const refusals: readonly Step[] = [
  refused('stranger lists', { path: pods }),
  refused('stranger gets', { path: checkout }),
  refused('stranger watches', { path: `${deployments}?watch=1` }),
  refused('stranger reads secrets', { path: '/api/v1/namespaces/shop/secrets/x' }),
  refused('stranger lists namespaces', { path: '/api/v1/namespaces' }),
  refused('stranger patches', {
    method: 'PATCH',
    path: `${checkout}?dryRun=All`,
    headers: { 'content-type': 'application/json-patch+json' },
    body: []
  }),
  refused('stranger deletes', { method: 'DELETE', path: checkout }),
  refused('stranger deletes all', { method: 'DELETE', path: pods }),
  refused('stranger reads logs', { path: `${pods}/x/log` }),
  refused('stranger uses a proxy', {
    path: '/api/v1/namespaces/shop/services/http:prometheus:9090/proxy/api/v1/query'
  }),
  refused('stranger scales', {
    method: 'PATCH',
    path: `${checkout}/scale`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { spec: { replicas: 1 } }
  }),
  refused('stranger asks what is allowed', {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: 'shop', verb: 'patch', group: 'apps', resource: 'deployments' } }
    }
  }),
  { ...kubectl('RBAC refusals', 'rollout', 'undo', 'deployment/checkout'), user: 'stranger' },
  { ...kubectl('RBAC refusals', 'get', 'pods'), user: 'stranger' },
  { ...kubectl('RBAC refusals', 'auth', 'can-i', 'patch', 'deployments'), user: 'stranger' }
]
