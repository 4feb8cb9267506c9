import type { LeverOption, RevisionView } from '../../../contract/index.ts'
import { asksForChange, lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'

/** Every revision of the Deployment, newest first, with what speaks for and against it. */
export function revisionOptions({ service, verdict }: World): readonly LeverOption[] {
  const revisions = lastValue(service.revisions) ?? []
  return revisions.map((revision): LeverOption => ({
    id: revision.uid,
    choice: { revision: revision.revision },
    title: `Revision ${revision.revision}`,
    text: revision.images.map(({ container, image }) => `${container} ${image}`).join(', '),
    tags: tagsOf(revision, asksForChange(verdict?.level)),
    createdAt: revision.createdAt,
    note: revision.changeCause,
    differs: revision.differs,
    evidence: revision.evidence,
    standing: revision.standing,
    markable: revision.uid,
    state: stateOf(revision)
  }))
}

/** Nothing is recommended where nothing asks for a change. */
function tagsOf({ isCurrent, recommended, replicas }: RevisionView, isAsked: boolean): readonly string[] {
  return [
    ...(isCurrent ? ['current'] : []),
    ...(recommended && isAsked ? ['recommended'] : []),
    ...(replicas > 0 && !isCurrent ? [`${replicas} ${replicas === 1 ? 'pod' : 'pods'}`] : [])
  ]
}

/** A ReplicaSet that the controller has not numbered cannot be named. */
function stateOf({ isCurrent, recommended, revision }: RevisionView): LeverOption['state'] {
  if (isCurrent) return 'current'
  if (revision === 0) return 'impossible'
  return recommended ? 'recommended' : 'possible'
}
