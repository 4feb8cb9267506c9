import { at, arrayAt, isJsonObject, objectAt, stringAt } from '../../../lib/json-access.ts'
import { parsedJson } from '../../../lib/parsed-json.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeReader } from '../../../ports/kube.ts'
import { kubectlLine } from '../commands.ts'
import { kubePath } from '../kube-path.ts'
import type { HelmRelease } from './release.ts'

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
