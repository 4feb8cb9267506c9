import type { Launch } from '../ports/console.ts'

type Named = NonNullable<Extract<Launch, { readonly kind: 'kubeconfig' }>['workload']>

/** Kinds by the names that kubectl takes for them. */
const kinds: ReadonlyMap<string, Named['kind']> = new Map([
  ...['deployment', 'deployments', 'deploy'].map((name) => [name, undefined] as const),
  ...['statefulset', 'statefulsets', 'sts'].map((name) => [name, 'StatefulSet'] as const),
  ...['daemonset', 'daemonsets', 'ds'].map((name) => [name, 'DaemonSet'] as const),
  ...['rollout', 'rollouts', 'ro'].map((name) => [name, 'Rollout'] as const)
])

/** A workload as kubectl takes it, such as `statefulset/cart`; null for what is none, or of a kind that has no place here. */
export function namedWorkload(written: string): Named | null {
  const [, kindName = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(written) ?? []
  const known = kindName.toLowerCase()
  if (name === '' || !kinds.has(known)) return null
  const kind = kinds.get(known)
  return kind === undefined ? { name } : { name, kind }
}
