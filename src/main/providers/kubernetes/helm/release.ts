import { at, arrayAt, isJsonObject, objectAt, stringAt } from '../../../lib/json-access.ts'
import { parsedJson } from '../../../lib/parsed-json.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject, KubeReader } from '../../../ports/kube.ts'
import { kubectlLine } from '../commands.ts'
import { kubePath } from '../kube-path.ts'

/** A release of Helm, which an object says that it is part of. */
export interface HelmRelease {
  readonly name: string
  readonly namespace: string
}

/** One revision of a release, as its Secret says without its content. */
export interface HelmRevision {
  readonly revision: number
  /** Such as `deployed`, `superseded`, `failed`, `pending-upgrade` (helm/helm pkg/release/status.go). */
  readonly status: string
  /** ISO; empty when nothing says so. */
  readonly at: string
}

/** Of a list: names, labels and times, and never what is in a Secret. */
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

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

/**
 * The history of a release, newest revision first, of the labels of its Secrets (helm/helm pkg/storage/driver/secrets.go
 * newSecretsObject). What is in them is never asked for.
 * @throws FailureError when it cannot be read.
 */
export async function readHelmHistory(
  reader: Pick<KubeReader, 'raw'>,
  { name, namespace }: HelmRelease,
  context: string,
  abort: AbortSignal
): Promise<readonly HelmRevision[]> {
  const labelSelector = `owner=helm,name=${name}`
  const path = kubePath({ group: '', version: 'v1', resource: 'secrets', namespace })
  const place = { context, ref: { namespace, name } }
  const command = kubectlLine(place, 'get', 'secrets', '-l', labelSelector, '--show-labels')
  const { body } = await reader.raw(path, { query: { labelSelector }, accept: metadataOnly, command, abort })
  return arrayAt(parsedJson(body), 'items')
    .filter(isJsonObject)
    .flatMap((secret): readonly HelmRevision[] => {
      const labels = objectAt(secret, 'metadata', 'labels')
      const version = stringAt(labels, 'version')
      if (stringAt(labels, 'owner') !== 'helm' || stringAt(labels, 'name') !== name || !/^\d{1,9}$/.test(version))
        return []
      const created = at(secret, 'metadata', 'creationTimestamp')
      const status = visibleText(stringAt(labels, 'status'), 40)
      return [{ revision: Number(version), status, at: typeof created === 'string' ? created : '' }]
    })
    .toSorted((a, b) => b.revision - a.revision)
}
