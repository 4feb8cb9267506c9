import type { LeverOption } from '../../../contract/index.ts'
import { arrayAt, objectAt, stringAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { comparableTemplate } from '../../providers/flagger/promoted-template.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'

const restarted = 'kubectl.kubernetes.io/restartedAt'

/**
 * Revisions of a primary that differ from the present one in more than what every promotion and every restart writes,
 * newest first: consecutive ones may be the same release (fluxcd/flagger pkg/canary/util.go makeAnnotations).
 */
export function earlierReleases(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const current = history.find(({ isCurrent }) => isCurrent)
  if (!current) return []
  const kept: HistoryEntry[] = []
  for (const entry of history) {
    const known = [current, ...kept]
    if (entry.revision > 0 && !known.some(({ template }) => isSamePromotion(template, entry.template))) kept.push(entry)
  }
  return kept
}

/** Whether two templates of a primary are the same release. */
function isSamePromotion(a: HistoryEntry['template'], b: HistoryEntry['template']): boolean {
  return sameTemplate(released(a), released(b))
}

function released(template: HistoryEntry['template']): HistoryEntry['template'] {
  const bare = comparableTemplate(template)
  const metadata = objectAt(bare, 'metadata')
  const { [restarted]: _, ...annotations } = objectAt(metadata, 'annotations')
  return { ...bare, metadata: { ...metadata, annotations } }
}

/** The releases that can be chosen. */
export function releaseOptions(entries: readonly HistoryEntry[]): readonly LeverOption[] {
  return entries.map(({ revision, replicaSet, template }, index) => ({
    id: `revision-${revision}`,
    choice: { revision },
    title: `Revision ${revision} of the primary`,
    text: imagesIn(template),
    tags: [],
    createdAt: replicaSet.metadata.creationTimestamp ?? '',
    note: '',
    differs: [],
    evidence: [
      {
        verdict: 'good',
        source: 'cluster',
        text: 'It was promoted: its analysis passed.',
        at: replicaSet.metadata.creationTimestamp ?? ''
      }
    ],
    standing: 'good',
    state: index === 0 ? 'recommended' : 'possible'
  }))
}

/** Images of a template, one after the other. */
export function imagesIn(template: HistoryEntry['template']): string {
  const images = arrayAt(template, 'spec', 'containers').map((container) => stringAt(container, 'image'))
  return visibleText(images.join(', '), 300)
}
