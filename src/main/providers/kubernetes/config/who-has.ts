import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { reconcilersOf } from '../gitops/reconcilers.ts'

/** Who has what an object held before, and what is to be done there: two clauses. */
export interface ConfigSource {
  readonly who: string
  readonly remedy: string
}

/**
 * Who has the earlier version of a ConfigMap or a Secret, by its metadata alone: of a Secret nothing else is known here, its
 * annotations are not either.
 * @param written who wrote it last and when, ISO; null where nothing says so
 */
export function whoHas(object: KubeObject, written: { readonly by: string; readonly at: string } | null): ConfigSource {
  const { labels = {}, annotations = {}, ownerReferences = [] } = object.metadata
  const [git] = reconcilersOf(object)
  if (git)
    return { who: `${git.kind} ${visibleText(git.name, 128)} applies it, so Git has it`, remedy: 'revert it there' }
  const release = annotations['meta.helm.sh/release-name'] ?? ''
  if (release !== '' || labels['app.kubernetes.io/managed-by'] === 'Helm')
    return {
      who: `Helm release ${visibleText(release, 128) || 'of unknown name'} has it`,
      remedy: 'roll that back with helm'
    }
  const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0]
  if (owner)
    return { who: `${visibleText(owner.kind, 63)} ${visibleText(owner.name, 128)} makes it`, remedy: 'change it there' }
  if (written === null || written.by === '')
    return { who: 'nothing says who has it', remedy: 'ask those who deploy it' }
  return { who: `${visibleText(written.by, 128)} wrote it at ${written.at}`, remedy: 'ask those who run that' }
}
