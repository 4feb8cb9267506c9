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

/**
 * Whether the present release was taken up again over this one: it came after the present one had served, and was left for
 * it. It is the one that somebody ran away from, whatever its analysis said. Until its controller has numbered the present
 * release anew, that still has the lower number.
 */
export function isLeftBehind(history: readonly HistoryEntry[], { revision }: HistoryEntry): boolean {
  const current = history.find(({ isCurrent }) => isCurrent)
  if (current === undefined) return false
  const servedAs = current.earlier.at(-1) ?? current.revision
  return revision > servedAs && revision !== current.revision
}

/** The release that is brought back when nobody chooses: the newest that was not left behind; null where there is none. */
export function bestRelease(history: readonly HistoryEntry[]): HistoryEntry | null {
  return earlierReleases(history).find((entry) => !isLeftBehind(history, entry)) ?? null
}

/** Why none is brought back where somebody has to choose. */
export function onlyLeftBehind(primary: string, { revision }: HistoryEntry): string {
  return `Revision ${revision} of ${primary} was left for the release that is there now, and its history has no other: whether it comes back is for a person to choose.`
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

/** The releases that can be chosen, `best` of them recommended. Pure. */
export function releaseOptions(history: readonly HistoryEntry[], best: HistoryEntry | null): readonly LeverOption[] {
  return earlierReleases(history).map((entry) => {
    const { revision, replicaSet, template } = entry
    const at = replicaSet.metadata.creationTimestamp ?? ''
    const isLeft = isLeftBehind(history, entry)
    return {
      id: `revision-${revision}`,
      choice: { revision },
      title: `Revision ${revision} of the primary`,
      text: imagesIn(template),
      tags: isLeft ? ['left behind'] : [],
      createdAt: at,
      note: '',
      differs: [],
      evidence: [
        isLeft
          ? { verdict: 'bad', source: 'cluster', text: 'It was left for the release that is there now.', at }
          : { verdict: 'good', source: 'cluster', text: 'It was promoted: its analysis passed.', at }
      ],
      standing: isLeft ? 'bad' : 'good',
      state: entry === best ? 'recommended' : 'possible'
    }
  })
}

/** Images of a template, one after the other. */
export function imagesIn(template: HistoryEntry['template']): string {
  const images = arrayAt(template, 'spec', 'containers').map((container) => stringAt(container, 'image'))
  return visibleText(images.join(', '), 300)
}
