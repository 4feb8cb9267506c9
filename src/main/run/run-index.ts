import type { DebtView, EnvironmentView, OwedDebt, Run, ServiceRef, Target } from '../../contract/index.ts'
import { isSameTarget, sameCluster, targetKey } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { Actions } from '../ports/action.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import { foldRun } from './fold-run.ts'
import { recordedIntent, targetIn, type RecordedIntent } from './recorded-intent.ts'

/** An intent without a definite outcome: what a crash or a lost answer left unsettled. */
export interface OpenIntent {
  readonly intent: RecordedIntent
  /** Null when the record does not say: then it holds every target of its cluster. */
  readonly target: Target | null
}

/** An attempt that was found not to be applied, while it may have been later. */
export interface LateIntent {
  readonly intent: RecordedIntent
  /** ISO, by the wall clock. */
  readonly readOnUntil: string
  readonly writtenBefore: string | null
}

/** A run, and the environment that it was approved in, as it was connected to last. */
export interface RecordedRun {
  readonly run: Run
  readonly environment: EnvironmentView
}

/** What a journal says of runs, kept up with every record, so that nobody scans it. */
export interface RunIndex {
  /** Of one cluster, oldest first. */
  openIntents(identity: string): readonly OpenIntent[]
  /** The latest open intent on an object, whichever process wrote it. */
  openOn(target: Target): OpenIntent | null
  /** The attempt that was begun last on an object, open or not; null for none. */
  latestOn(target: Target): string | null
  /** Of one cluster, oldest first: found not to be applied within the last day, and nothing was written down of it since. */
  mayBeLate(identity: string): readonly LateIntent[]
  /** A plan is used up by its first approval, for ever. */
  wasConfirmed(planId: string): boolean
  /** Of one run, oldest first. */
  records(runId: string): readonly JournalRecord[]
  /** Of one object by its uid: what an operator marked it as, and what is known to have changed it, oldest first. */
  about(uid: string): readonly JournalRecord[]
  /** Null when there is none of that id. */
  run(runId: string): Run | null
  /** Of one cluster: approved, and no record says how they ended. */
  unsettled(identity: string): readonly Run[]
  /** Of every cluster: approved, no record says how they ended, and it is known where they were. */
  allUnsettled(): readonly RecordedRun[]
  /** Of one cluster, oldest first. */
  ofCluster(identity: string): readonly Run[]
  /** Of one cluster, opened and not settled. */
  openDebts(identity: string): readonly DebtView[]
  /** The same with what left them behind, oldest first; those that were handed over are owed all the same. */
  owed(identity: string): readonly OwedDebt[]
  /** Of one cluster: the last record of each watch that is over no run, oldest first. */
  watchesAlone(identity: string): readonly JournalRecord[]
  /** Ends the subscription. */
  close(): void
}

/** For how long after the readings ended a target is read once more when its service is opened, milliseconds. */
const lateForMs = 86_400_000

interface Entry {
  readonly identity: string
  readonly records: JournalRecord[]
  run: Run | null
}

interface Owed {
  readonly identity: unknown
  readonly debt: DebtView
  readonly runId: string
  readonly ref: ServiceRef | null
}

/** Reads what is there once, and follows the journal from then on. */
export function createRunIndex(journal: Pick<Journal, 'records' | 'subscribe'>, actions: Actions): RunIndex {
  const entries = new Map<string, Entry>()
  const open = new Map<string, OpenIntent>()
  const openByTarget = new Map<string, Map<string, OpenIntent>>()
  /** Attempts by target. */
  const latest = new Map<string, string>()
  /** By attempt. */
  const late = new Map<string, LateIntent>()
  const planIds = new Set<string>()
  /** Environments by their names, as they were connected to last, with the cluster that was there. */
  const attached = new Map<string, { readonly environment: EnvironmentView; readonly identity: unknown }>()
  /** By uid. */
  const objects = new Map<string, JournalRecord[]>()
  /** By id; a later run may settle what an earlier one left. */
  const debts = new Map<string, Owed>()

  /** By the watch. */
  const alone = new Map<string, JournalRecord>()

  function take(record: JournalRecord): void {
    const { kind, body } = record
    const { runId, planId, watchId } = body
    if (kind === 'confirm' && typeof planId === 'string') planIds.add(planId)
    if (kind === 'intent') begin(record)
    if (kind === 'outcome') suspect(body)
    if (kind === 'outcome' || kind === 'reconcile') end(body)
    if ('late' in body) late.delete(String(body['attemptId']))
    if (kind === 'debt') owe(body)
    if (kind === 'watch' && typeof watchId === 'string') alone.set(watchId, record)
    note(record)
    if (kind === 'session.attach') attach(body)
    if (typeof runId !== 'string') return
    const entry = entries.get(runId) ?? {
      identity: typeof body['identity'] === 'string' ? body['identity'] : '',
      records: [],
      run: null
    }
    entries.set(runId, entry)
    entry.records.push(record)
    entry.run = foldRun(entry.run, record)
  }

  function begin(record: JournalRecord): void {
    const intent = recordedIntent(record, actions)
    const target = intent.mutation?.target ?? targetIn(record.body)
    const opened = { intent, target }
    open.set(intent.attemptId, opened)
    if (!target) return
    const key = targetKey(target)
    latest.set(key, intent.attemptId)
    const held = openByTarget.get(key) ?? new Map<string, OpenIntent>()
    openByTarget.set(key, held.set(intent.attemptId, opened))
  }

  function end({ attemptId, outcome }: JournalRecord['body']): void {
    if (typeof attemptId !== 'string' || outcome === 'unknown' || outcome === undefined) return
    const opened = open.get(attemptId)
    open.delete(attemptId)
    if (opened?.target) openByTarget.get(targetKey(opened.target))?.delete(attemptId)
  }

  function suspect({ attemptId, readOnUntil, writtenBefore }: JournalRecord['body']): void {
    const opened = open.get(String(attemptId))
    if (!opened || typeof readOnUntil !== 'string') return
    const before = typeof writtenBefore === 'string' ? writtenBefore : null
    late.set(opened.intent.attemptId, { intent: opened.intent, readOnUntil, writtenBefore: before })
  }

  function attach({ environment, identity }: JournalRecord['body']): void {
    const view = environment as EnvironmentView | undefined
    if (typeof view?.name === 'string') attached.set(view.name, { environment: view, identity })
  }

  function note(record: JournalRecord): void {
    const uid = subjectOf(record)
    if (uid === '') return
    const noted = objects.get(uid)
    if (noted) noted.push(record)
    else objects.set(uid, [record])
  }

  function owe({ debt, identity, runId, ref }: JournalRecord['body']): void {
    const owed = debt as DebtView | undefined
    if (typeof owed?.id !== 'string') return
    debts.set(owed.id, {
      identity,
      debt: owed,
      runId: typeof runId === 'string' ? runId : '',
      ref: stringAt(ref, 'name') === '' ? null : (ref as ServiceRef)
    })
  }

  for (const record of journal.records()) take(record)
  const unsubscribe = journal.subscribe(take)

  const ofCluster = (identity: string): readonly Entry[] =>
    [...entries.values()].filter((entry) => sameCluster(entry.identity, identity))
  const mayBeOf = ({ intent }: OpenIntent, identity: string): boolean =>
    intent.identity === null || sameCluster(intent.identity, identity)
  const owedIn = (identity: string): readonly Owed[] =>
    [...debts.values()].filter(({ debt, identity: of }) => debt.settledAt === null && sameCluster(of, identity))
  return {
    openIntents: (identity) => [...open.values()].filter((opened) => mayBeOf(opened, identity)),
    openOn(target) {
      const same = [...(openByTarget.get(targetKey(target))?.values() ?? [])]
      const held = same.findLast((opened) => opened.target !== null && isSameTarget(opened.target, target))
      if (held) return held
      // One that does not say what it is about may be about this.
      const unread = [...open.values()].findLast(
        (opened) => opened.target === null && (target.api === 'arm' || mayBeOf(opened, target.cluster))
      )
      return unread ?? null
    },
    latestOn: (target) => latest.get(targetKey(target)) ?? null,
    mayBeLate: (identity) =>
      [...late.values()].filter(
        ({ intent, readOnUntil }) =>
          (intent.identity === null || sameCluster(intent.identity, identity)) &&
          Date.now() - Date.parse(readOnUntil) < lateForMs
      ),
    wasConfirmed: (planId) => planIds.has(planId),
    about: (uid) => objects.get(uid) ?? [],
    records: (runId) => entries.get(runId)?.records ?? [],
    run: (runId) => entries.get(runId)?.run ?? null,
    unsettled: (identity) => ofCluster(identity).flatMap(({ run }) => (run && run.state !== 'settled' ? [run] : [])),
    ofCluster: (identity) => ofCluster(identity).flatMap(({ run }) => (run ? [run] : [])),
    allUnsettled: () =>
      [...entries.values()].flatMap(({ run, identity }) => {
        if (!run || run.state === 'settled') return []
        const at = attached.get(run.environment)
        return at && sameCluster(at.identity, identity) ? [{ run, environment: at.environment }] : []
      }),
    openDebts: (identity) => owedIn(identity).map(({ debt }) => debt),
    owed: (identity) => owedIn(identity).map(({ debt, runId, ref }) => ({ ...debt, runId, ref })),
    watchesAlone: (identity) => [...alone.values()].filter(({ body }) => sameCluster(body['identity'], identity)),
    close: unsubscribe
  }
}

/** The uid of the object that a record is evidence about; empty for none. Marks of earlier versions name a ReplicaSet. */
function subjectOf({ kind, body }: JournalRecord): string {
  if (kind === 'mark') return stringAt(body, 'subject') || stringAt(body, 'replicaSetUid')
  const isChange = (kind === 'outcome' || kind === 'reconcile') && body['outcome'] === 'succeeded'
  return isChange ? stringAt(body, 'target', 'uid') : ''
}
