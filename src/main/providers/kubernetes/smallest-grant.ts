import type { ApiAddress } from './api-address.ts'

/**
 * What is opened as a WebSocket: by GET, and since Kubernetes 1.35 only by those who may `create` it as well, as SPDY's POST always
 * asked (feature AuthorizePodWebsocketUpgradeCreatePermission, kubernetes/enhancements KEP-4006).
 */
const upgraded = /^pods\/(attach|exec|portforward)$/

/** Verbs whose requests carry a name that RBAC can limit (kubernetes.io/docs/reference/access-authn-authz/rbac). */
const namedVerbs: ReadonlySet<string> = new Set(['get', 'update', 'patch', 'delete'])

/**
 * The smallest Role and RoleBinding, as YAML, that let `user` make the request; cluster-wide kinds where the request
 * has no namespace. Watching is granted together with listing, because one is useless without the other.
 */
export function smallestGrant(address: ApiAddress, user: string): string {
  const clusterWide = address.namespace === ''
  const { verb } = address
  const isUpgraded = upgraded.test(address.resource)
  const what = address.resource === '' ? 'path' : address.resource.replaceAll('/', '-')
  const metadata = { name: `backout-${verb}-${what}`, ...(clusterWide ? {} : { namespace: address.namespace }) }
  const verbs = isUpgraded ? ['get', 'create'] : verb === 'list' || verb === 'watch' ? ['list', 'watch'] : [verb]
  // A pod has another name after each restart.
  const onlyThis =
    address.name !== '' && namedVerbs.has(verb) && !isUpgraded ? [`    resourceNames: [${quoted(address.name)}]`] : []
  const rule =
    address.resource === ''
      ? [`  - nonResourceURLs: [${quoted(address.path)}]`, `    verbs: [${quoted(verb)}]`]
      : [
          `  - apiGroups: [${quoted(address.group)}]`,
          `    resources: [${quoted(address.resource)}]`,
          ...onlyThis,
          `    verbs: [${verbs.map(quoted).join(', ')}]`
        ]
  const kind = clusterWide ? 'ClusterRole' : 'Role'
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}`,
    'metadata:',
    ...Object.entries(metadata).map(([key, value]) => `  ${key}: ${quoted(value)}`),
    'rules:',
    ...rule,
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}Binding`,
    'metadata:',
    ...Object.entries(metadata).map(([key, value]) => `  ${key}: ${quoted(value)}`),
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    `  kind: ${kind}`,
    `  name: ${quoted(metadata.name)}`,
    'subjects:',
    ...subject(user),
    ''
  ].join('\n')
}

function subject(user: string): readonly string[] {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user)
  if (account)
    return [
      '  - kind: ServiceAccount',
      `    name: ${quoted(account[2] ?? '')}`,
      `    namespace: ${quoted(account[1] ?? '')}`
    ]
  return ['  - kind: User', '    apiGroup: rbac.authorization.k8s.io', `    name: ${quoted(user)}`]
}

/** A YAML scalar: bare when it is a plain word, else in JSON quotes, which YAML reads alike. */
function quoted(text: string): string {
  return /^[a-z][a-z0-9./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(text)
    ? text
    : JSON.stringify(text)
}
