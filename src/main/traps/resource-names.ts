/** Kinds that the rules are about, by every name that kubectl takes for them. */
const kinds: readonly (readonly [string, string, readonly string[]])[] = [
  ['deployments', 'apps', ['deploy', 'deployment']],
  ['replicasets', 'apps', ['rs', 'replicaset']],
  ['statefulsets', 'apps', ['sts', 'statefulset']],
  ['daemonsets', 'apps', ['ds', 'daemonset']],
  ['pods', '', ['po', 'pod']],
  ['services', '', ['svc', 'service']],
  ['namespaces', '', ['ns', 'namespace']],
  ['canaries', 'flagger.app', ['canary']],
  ['virtualservices', 'networking.istio.io', ['vs', 'virtualservice']],
  ['customresourcedefinitions', 'apiextensions.k8s.io', ['crd', 'crds', 'customresourcedefinition']]
]
const byName = new Map(
  kinds.flatMap(([plural, group, others]) => [plural, ...others].map((name) => [name, { plural, group }] as const))
)

/**
 * A kind as kubectl takes it: plural, singular, short name or kind, with group or with version and group
 * (kubernetes/cli-runtime pkg/resource/builder.go mappingFor). Kinds that are not known here keep their name.
 */
export function resourceNamed(written: string): { readonly resource: string; readonly group: string } {
  const [name = '', ...suffix] = written.toLowerCase().split('.')
  const known = byName.get(name)
  const group = /^v\d+((alpha|beta)\d+)?$/.test(suffix[0] ?? '') ? suffix.slice(1) : suffix
  return { resource: known?.plural ?? name, group: group.join('.') || (known?.group ?? '') }
}
