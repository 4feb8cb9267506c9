import type { Evidence } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import type { HistoryEntry } from '../providers/kubernetes/history.ts'
import { readyReplicas } from '../providers/kubernetes/pods/replica-set-pods.ts'
import type { Served } from '../providers/kubernetes/served.ts'

/** A revision that ran for less has shown nothing. */
const longEnoughMs = 10 * 60_000

/**
 * What the cluster shows without any metrics: the newest revision has no pod that is ready, and this one's pods are
 * still ready after it had been the newest for a while. It says that its pods run, and nothing about errors.
 */
export function stillServing(
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
  served: Served | undefined,
  now: Date
): Evidence | null {
  const current = history.find(({ isCurrent }) => isCurrent)
  const ready = readyReplicas(entry.replicaSet)
  if (!current || entry.isCurrent || readyReplicas(current.replicaSet) > 0 || ready === 0) return null
  const forMs = Date.parse(served?.toAt ?? '') - Date.parse(served?.fromAt ?? '')
  if (!(forMs >= longEnoughMs)) return null
  const pods = `${ready} of its pods ${ready === 1 ? 'is' : 'are'} still ready`
  return {
    verdict: 'good',
    source: 'cluster',
    text: `It was the newest for ${formatDuration(forMs)}, and ${pods} while no pod of revision ${current.revision} is.`,
    at: now.toISOString()
  }
}
