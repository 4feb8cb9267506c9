import type { KubeObject } from '../../../ports/kube.ts'

/** A release of Helm, which an object says that it is part of. */
export interface HelmRelease {
  readonly name: string
  readonly namespace: string
}

/**
 * What Helm takes for the name of a release (helm/helm pkg/chart/v2/util/validate_name.go). Anybody who may change an object
 * writes its annotations, and a name such as `--kube-apiserver=…` in a command that is copied would be a flag.
 */
function isReleaseName(name: string): boolean {
  return name.length <= 53 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(name)
}

function isLabel(namespace: string): boolean {
  return namespace.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(namespace)
}

/**
 * The release that Helm's own marks name (helm/helm pkg/action/validate.go setMetadataVisitor). Null for what Flux's
 * helm-controller releases: it decides there.
 */
export function helmReleaseOf({ metadata }: KubeObject): HelmRelease | null {
  const { labels = {}, annotations = {}, namespace = '' } = metadata
  const name = annotations['meta.helm.sh/release-name'] ?? ''
  const within = annotations['meta.helm.sh/release-namespace'] ?? namespace
  if (labels['helm.toolkit.fluxcd.io/name'] !== undefined || !isReleaseName(name) || !isLabel(within)) return null
  return { name, namespace: within }
}
