import { visibleText } from '../lib/visible-text.ts'
import type { KubeObject } from '../ports/kube.ts'
import { historyOf, ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { templateWriter, type FieldWriter } from '../providers/kubernetes/managed-fields.ts'
import { revisionWriter } from '../providers/kubernetes/revision-writer.ts'
import { templateDiff } from '../providers/kubernetes/template-diff.ts'
import { templateDifferences } from '../providers/kubernetes/template-differences.ts'
import type { Candidate } from './candidate.ts'

/**
 * The releases of a workload since `fromAt` (ISO), from the revisions that its controller keeps, each with what it changed to
 * the one before. A revision that was taken up again counts from then.
 */
export function releasesOf(
  workload: KubeObject,
  revisions: readonly KubeObject[],
  fromAt: string
): readonly Candidate[] {
  const history = historyOf(workload, revisions)
  const owned = ownedReplicaSets(workload, revisions)
  const writer = templateWriter(workload)
  // Of the primary that Flagger keeps, the ReplicaSets are not followed: who wrote its template last is known all the same.
  if (history.length === 0) return writer === null ? [] : lastRelease(workload, writer, fromAt)
  return history.flatMap((entry, index): readonly Candidate[] => {
    const { at, by } = revisionWriter(entry, workload, owned)
    if (!(Date.parse(at) >= Date.parse(fromAt))) return []
    const before = history[index + 1]
    const lines = before ? templateDifferences(entry.template, before.template) : []
    const back = entry.earlier.length > 0 && entry.isCurrent ? `, the template of ${entry.earlier.at(-1)} again` : ''
    return [
      {
        at,
        kind: 'write',
        of: workload.kind,
        name: visibleText(workload.metadata.name, 128),
        by: visibleText(by, 64),
        git: '',
        what: `revision ${entry.revision}${back}${lines.length === 0 ? '' : `: ${lines.join('; ')}`}`,
        diff: before ? templateDiff(before.template, entry.template) : [],
        touch: lines.length > 0 && lines.every((line) => line.startsWith('annotation ')) ? 'restart' : 'release'
      }
    ]
  })
}

function lastRelease(workload: KubeObject, { at, manager }: FieldWriter, fromAt: string): readonly Candidate[] {
  if (!(Date.parse(at) >= Date.parse(fromAt))) return []
  return [
    {
      at,
      kind: 'write',
      of: workload.kind,
      name: visibleText(workload.metadata.name, 128),
      by: visibleText(manager, 64),
      git: '',
      what: 'its pod template; what was in it before is not known',
      diff: [],
      touch: 'release'
    }
  ]
}
