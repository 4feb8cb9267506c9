import { type ChangedBack, type ServiceView } from '../../contract/index.ts'
import { newRevision } from '../../contract/words/new-revision.ts'
import { utc } from '../../contract/words/format-time.ts'
import { limitsOf, type Matrix } from '../decision/index.ts'
import type { KeptChange } from '../monitor/index.ts'
import type { Actions } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { followChanges } from './kept-changes.ts'
import { servicePlace } from './service-place.ts'

/** What a run changed, as it is read again and again. */
export interface ChangesRead {
  readonly seen: () => readonly KeptChange[]
  readonly close: () => void
}

/** Reads what a run changed through the connection that its watch goes through now, until it is closed. */
export function readChanges(
  records: readonly JournalRecord[],
  { session, actions, matrix }: { session: EnvironmentSession; actions: Actions; matrix: Matrix }
): ChangesRead {
  const closing = new AbortController()
  const seen = followChanges({
    records,
    actions,
    place: () =>
      servicePlace({ environment: session.environment, session, limits: limitsOf(matrix), normalAt: () => null }),
    abort: closing.signal
  })
  return { seen, close: () => closing.abort() }
}

/** Whether what was changed back without a run still is, by what is read of its service. Pure; none where nothing tells. */
export function changeStands(
  { workload, revision }: ChangedBack,
  view: Pick<ServiceView, 'ref' | 'deployment'> | null
): readonly KeptChange[] {
  // Of another workload only its readings are followed.
  if (view === null || revision === null || (workload !== undefined && workload !== view.ref.name)) return []
  const name = `${(view.ref.kind ?? 'Deployment').toLowerCase()} ${view.ref.name}`
  if (view.deployment.state !== 'value' || view.deployment.value.uncounted === true) return [{ name }]
  const now = view.deployment.value
  if (now.revision === revision) return [{ name, undone: null }]
  const by = now.changedBy === '' ? '' : ` by ${now.changedBy}`
  const text = `${newRevision(now.revision, undefined)} was rolled out at ${utc(now.rollout.startedAt)}${by}: revision ${revision}, which is watched, does not run any more.`
  return [{ name, undone: text }]
}
