import { parseAllDocuments } from 'yaml'
import { describe, expect, it } from 'vitest'
import { apiAddress } from './api-address.ts'
import { smallestGrant } from './smallest-grant.ts'

function grant(method: string, path: string, user = 'ann@example.com', isWatch = false) {
  const documents = parseAllDocuments(smallestGrant(apiAddress(method, path, isWatch), user))
  const [role, binding] = ('empty' in documents ? [] : documents).map((document) => document.toJS())
  return { role, binding }
}

describe('the smallest grant', () => {
  it('allows one verb on one object in one namespace', () => {
    const { role, binding } = grant('PATCH', '/apis/apps/v1/namespaces/shop/deployments/checkout')
    expect(role).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'backout-patch-deployments', namespace: 'shop' },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['checkout'], verbs: ['patch'] }]
    })
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      metadata: { namespace: 'shop' },
      roleRef: { kind: 'Role', name: 'backout-patch-deployments' },
      subjects: [{ kind: 'User', name: 'ann@example.com' }]
    })
  })

  it.each([
    ['GET', '/api/v1/namespaces/shop/pods', 'Role', { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }],
    [
      'GET',
      '/api/v1/namespaces',
      'ClusterRole',
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] }
    ],
    [
      'GET',
      '/api/v1/namespaces/kube-system',
      'Role',
      { apiGroups: [''], resources: ['namespaces'], resourceNames: ['kube-system'], verbs: ['get'] }
    ],
    [
      'GET',
      '/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/query',
      'Role',
      { apiGroups: [''], resources: ['services/proxy'], resourceNames: ['http:prometheus:9090'], verbs: ['get'] }
    ],
    [
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      'ClusterRole',
      { apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'], verbs: ['create'] }
    ],
    ['GET', '/version', 'ClusterRole', { nonResourceURLs: ['/version'], verbs: ['get'] }]
  ])('%s %s', (method, path, kind, rule) => {
    expect(grant(method, path).role).toMatchObject({ kind, rules: [rule] })
  })

  it('binds a service account as one, and quotes names that YAML would read otherwise', () => {
    expect(grant('GET', '/api/v1/nodes', 'system:serviceaccount:ci:bot').binding.subjects).toEqual([
      { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' }
    ])
    expect(grant('GET', '/api/v1/nodes', 'no').binding.subjects[0].name).toBe('no')
    expect(grant('GET', '/api/v1/nodes', 'a: b\n- c').binding.subjects[0].name).toBe('a: b\n- c')
  })
})
