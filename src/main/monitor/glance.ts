import {
  asksForChange,
  isStale,
  staleLimitMs,
  type Observed,
  type ServiceView,
  type Signal,
  type SignalId,
  type Verdict
} from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'

/** What one look at a service tells its watch. */
export interface Glance {
  /** ISO. */
  readonly at: string
  /** Why nothing can be told, as a clause; null while it can. */
  readonly blind: string | null
  /** The matrix asks for a change: in what words, and when what it rests on was read. */
  readonly past: { readonly text: string; readonly readAt: string } | null
  /** What is not judged while the rest is. */
  readonly unseen: readonly string[]
  /** Restarts by pod. */
  readonly pods: Readonly<Record<string, number>>
  /** What keeps the service as Git has it, and what is said of one that is not held; left out where nothing does. */
  readonly keepers?: readonly { readonly name: string; readonly goesOn: string | null }[]
  /** What the run changed and was to stay: what is said of one that is not as it was proved. None when left out. */
  readonly changes?: readonly KeptChange[]
}

/** A change of the run that is watched, as it was read last. */
export interface KeptChange {
  /** Of the object that was changed: the same at every look. */
  readonly name: string
  /** How it is not any more what was proved, in a sentence; null while it is, and left out where it cannot be told. */
  readonly undone?: string | null
}

export interface GlanceInput {
  /** Null before it was read for the first time. */
  readonly view: (Pick<ServiceView, 'deployment' | 'pods' | 'signals'> & Partial<Pick<ServiceView, 'ownership'>>) | null
  readonly verdict: Pick<Verdict, 'level' | 'rest' | 'judgements'> | null
  readonly now: Date
  /** Of the clock that `now` was read from. */
  readonly speed: number
  readonly changes?: readonly KeptChange[]
  /** What asked for the change and cannot be told of yet. */
  readonly open?: readonly SignalId[]
}

const called: Readonly<Record<SignalId, string>> = {
  errorRatio: 'errors',
  p95: 'latency',
  availability: 'availability',
  requestRate: 'traffic',
  newPodsUnavailable: 'the rollout of new pods',
  memoryLeft: 'memory',
  business: 'the business',
  securityIncident: 'security',
  customerReports: 'reports of customers'
}

/** So many pods that were restarted are followed. */
const mostPods = 500

/** A look at what is known of a service now. Pure. Without errors and pods that are fresh it is blind. */
export function glanceOf({ view, verdict, now, speed, changes = [], open = [] }: GlanceInput): Glance {
  const at = now.toISOString()
  const blind = whyBlind(view, verdict, now, speed)
  const pods = view?.pods.state === 'value' ? view.pods.value : []
  // Every record of the watch has them: a pod that is not named was never restarted.
  const restarted = pods.filter(({ restarts: count }) => count > 0).slice(0, mostPods)
  const restarts = Object.fromEntries(restarted.map(({ name, restarts: count }) => [name, count]))
  if (blind !== null || view === null || verdict === null)
    return { at, blind: blind ?? 'it is being read', past: null, unseen: [], pods: restarts, changes }
  const unknown = verdict.judgements.filter(({ result }) => result === 'unknown').map(({ signal }) => called[signal])
  const unread = changes.flatMap(({ name, undone }) => (undone === undefined ? [name] : []))
  return {
    at,
    blind: null,
    past: asksForChange(verdict.level) ? { text: verdict.rest, readAt: readAt(view.signals, verdict) ?? at } : null,
    unseen: [...new Set([...unknown, ...open.map((signal) => called[signal]), ...unread])],
    pods: restarts,
    changes,
    keepers: keepersIn(view.ownership)
  }
}

/** Those whose own objects say whether they are held. */
function keepersIn(ownership: ServiceView['ownership'] | undefined): NonNullable<Glance['keepers']> {
  const owners = ownership?.state === 'value' ? ownership.value.owners : []
  return owners.flatMap(({ name, reconciles, goesOnText }): NonNullable<Glance['keepers']> => {
    if (reconciles === 'held') return [{ name, goesOn: null }]
    return goesOnText === undefined ? [] : [{ name, goesOn: goesOnText }]
  })
}

function whyBlind(view: GlanceInput['view'], verdict: GlanceInput['verdict'], now: Date, speed: number): string | null {
  if (view === null || verdict === null) return 'it is being read'
  const objects =
    whyUnread(view.deployment, 'the Deployment', now, speed) ?? whyUnread(view.pods, 'its pods', now, speed)
  if (objects !== null) return objects
  const errors = view.signals.find(({ id }) => id === 'errorRatio')?.measure
  if (errors === undefined) return 'errors are not measured'
  if (errors.state === 'unknown')
    return errors.why === 'loading' ? 'errors are being read' : `errors are not measured: ${trimmed(errors.detail)}`
  const ageMs = now.getTime() - Date.parse(errors.observedAt)
  return isStale(errors.observedAt, now, staleLimitMs('metrics', speed))
    ? `errors were read ${formatDuration(ageMs)} ago`
    : null
}

function whyUnread(observed: Observed<unknown>, what: string, now: Date, speed: number): string | null {
  if (observed.state === 'loading') return `${what} is being read`.replace('pods is', 'pods are')
  if (observed.state === 'absent') return trimmed(observed.reason)
  if (observed.state !== 'value') return `${what} cannot be read: ${trimmed(observed.failure.message)}`
  const isOld = isStale(observed.observedAt, now, staleLimitMs('objects', speed))
  return isOld ? `${what} cannot be read any more` : null
}

/** The newest reading that a row which fires rests on; null for what a person says, which no reading follows. */
function readAt(signals: readonly Signal[], { judgements }: Pick<Verdict, 'judgements'>): string | null {
  const firing = new Set(judgements.filter(({ result }) => result === 'fires').map(({ signal }) => signal))
  const times = signals.flatMap(({ id, measure }) =>
    firing.has(id) && measure.state === 'known' ? [measure.observedAt] : []
  )
  return times.toSorted().at(-1) ?? null
}

function trimmed(text: string): string {
  return text.replace(/[.\s]+$/, '')
}
