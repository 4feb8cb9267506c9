import { stringify } from 'yaml'

/** What a Role must allow, and for whom. */
export interface MissingPermission {
  readonly user: string
  readonly namespace: string
  /** API group; empty for the core group. */
  readonly group: string
  readonly resource: string
  readonly name: string
  readonly verb: string
}

/** The smallest Role and RoleBinding, as YAML, that would allow the request. */
export function smallestRole(missing: MissingPermission): string {
  const name = `backout-${missing.resource}-${missing.verb}`
  const metadata = { name, namespace: missing.namespace }
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [
      {
        apiGroups: [missing.group],
        resources: [missing.resource],
        resourceNames: [missing.name],
        verbs: [missing.verb]
      }
    ]
  }
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [subjectOf(missing.user)]
  }
  return `${stringify(role)}---\n${stringify(binding)}`
}

/** kubernetes/apiserver pkg/authentication/serviceaccount/util.go SplitUsername. */
function subjectOf(user: string): Readonly<Record<string, string>> {
  const [system, kind, namespace, account] = user.split(':')
  if (system === 'system' && kind === 'serviceaccount' && namespace && account) {
    return { kind: 'ServiceAccount', name: account, namespace }
  }
  return { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }
}
