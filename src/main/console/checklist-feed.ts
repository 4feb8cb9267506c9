import { workloadArgument } from '../providers/kubernetes/workload.ts'
import { isDeepStrictEqual } from 'node:util'
import type { ChecklistView, LeverView, Run, ServiceRef, WatchView } from '../../contract/index.ts'
import { asksForChange, FailureError, failureOf, isMeasured, lastValue } from '../../contract/index.ts'
import { utcSpelled } from '../../contract/words/format-time.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalRecord } from '../ports/journal.ts'
import {
  checklistView,
  createProgressLog,
  procedureFor,
  proofTicks,
  toFillIn,
  type loadRunbooks,
  type ProofTick,
  type Runbook,
  type RunbookTask
} from '../runbook/index.ts'
import type { FeedHub } from './feeds.ts'
import type { Incident } from './incident.ts'
import { linesIn, plannedIn, type LastLines, type LastPlanned } from './last-planned.ts'
import { isSame } from './service-ref-in.ts'

export interface ChecklistFeedOptions {
  readonly runbooks: ReturnType<typeof loadRunbooks>
  readonly feeds: FeedHub
  readonly clock: Clock
  readonly incident: () => Incident | null
  /** Writes down what a check has ticked. */
  readonly onTick: (tick: ProofTick) => void
}

/** The `checklist` feed, published when it says something else than before. */
export interface ChecklistFeed {
  /** Takes the next record that belongs to what is recorded about. */
  readonly take: (record: JournalRecord) => void
  /** Begins anew, with these records. */
  readonly begin: (records: readonly JournalRecord[]) => void
  readonly publish: () => void
  /** @throws FailureError `badInput` for what is no task of the procedure. */
  readonly task: (id: string) => RunbookTask
}

/** Follows the procedure of what was done last, or of what comes next. */
export function createChecklistFeed(options: ChecklistFeedOptions): ChecklistFeed {
  const { feeds, clock, runbooks } = options
  const { problems } = runbooks
  const tasks = new Map(runbooks.runbooks.flatMap((runbook) => runbook.tasks.map((task) => [task.id, task] as const)))
  let progress = createProgressLog()
  let lastPlanned: LastPlanned | null = null
  let lastLines: LastLines | null = null
  let approved: LastPlanned | null = null
  /** The lever that came next when that was known last, and of what. */
  let known: { readonly of: string | null; readonly lever: string } | null = null
  /** What was written down and is not a record yet. */
  const written = new Set<string>()

  function followed() {
    const { plan, levers } = feeds.value('decision')
    const next = plan?.lever ?? levers.find(({ state }) => state === 'recommended' || state === 'planning')?.id ?? null
    const of = options.incident()?.key ?? null
    if (next !== null) known = { of, lever: next }
    else if (known?.of !== of || isCalm()) known = null
    // What cannot be read changes no procedure.
    const before = known?.lever ?? (isLost() ? (lastLines?.lever ?? null) : null)
    const done = progress.now().lever
    const runbook = procedureFor(runbooks.runbooks, { done, next: next ?? before })
    return { runbook, isKept: next === null && before !== null && done === null }
  }

  /** Nothing that is read now asks for a change. */
  function isCalm(): boolean {
    const verdict = feeds.value('verdict')
    return !isLost() && verdict !== null && verdict.isComplete && isMeasured(verdict) && !asksForChange(verdict.level)
  }

  function isLost(): boolean {
    const { links, record } = feeds.value('shell')
    return record !== null || links.some(({ id, state }) => id === 'apiServer' && state === 'failing')
  }

  /** With the time as of which it was chosen, where that cannot be known now. */
  function named(runbook: Runbook, isKept: boolean): Runbook {
    const at = feeds.value('lastKnown')?.at
    if (!isKept || at === undefined) return runbook
    const subtitle = [runbook.subtitle, `as of ${utcSpelled(at)}`].filter((text) => text !== '').join(', ')
    return { ...runbook, subtitle }
  }

  function view(): ChecklistView {
    const { runbook, isKept } = followed()
    if (!runbook) return { runbook: '', title: '', subtitle: '', tasks: [], update: progress.now().update, problems }
    const { plan, levers } = feeds.value('decision')
    const service = feeds.value('service')
    const revisions = (service && lastValue(service.revisions)) ?? []
    const deployment = service && lastValue(service.deployment)
    const { record: alone } = feeds.value('shell')
    const isUnread = isLost()
    const planned = isUnread && !plan ? lastPlanned : null
    const lines = lastLines !== null && runbook.levers.includes(lastLines.lever) ? lastLines : null
    // A plan that was approved is used up, and its commands are still read.
    const used = feeds.value('run')?.planId === approved?.planId ? approved : null
    const revision =
      plan?.choice['revision'] ??
      used?.revision ??
      planned?.revision ??
      revisions.find(({ recommended }) => recommended)?.revision
    const incident = options.incident()
    return {
      ...checklistView({
        runbook: named(runbook, isKept),
        progress: progress.now(),
        values: {
          ...(incident
            ? { context: incident.context, namespace: incident.ref.namespace, service: incident.ref.name }
            : {}),
          // `kubectl rollout` knows no Rollout of Argo Rollouts: what is about it is not offered.
          ...(incident && incident.ref.kind !== 'Rollout' ? { workload: workloadArgument(incident.ref) } : {}),
          ...(revision === undefined ? (isUnread ? { revision: toFillIn } : {}) : { revision: String(revision) }),
          ...(deployment?.selector ? { selector: deployment.selector } : {})
        },
        live: {
          verdict: feeds.value('verdict'),
          plan,
          lever: leadingLever(levers)?.state ?? null,
          run: feeds.value('run'),
          watch: watchIn(feeds.value('watches'), feeds.value('run'), incident?.ref),
          now: clock.now().toISOString(),
          isOver: alone?.isOver ?? false,
          readOut:
            isUnread && alone?.isOver !== true
              ? {
                  plannedAt: planned?.at ?? null,
                  isKnown: revision !== undefined,
                  lines: lines && lines.lines.length > 0 ? { text: lines.lines.join('\n'), plannedAt: lines.at } : null
                }
              : null
        }
      }),
      problems
    }
  }

  function writeTicks(): void {
    const run = feeds.value('run')
    for (const tick of proofTicks(followed().runbook?.tasks ?? [], progress.now(), run)) {
      const key = keyOf(run?.id, tick)
      if (written.has(key)) continue
      written.add(key)
      options.onTick(tick)
    }
  }

  function take(record: JournalRecord): void {
    progress.take(record)
    lastPlanned = plannedIn(record) ?? lastPlanned
    lastLines = linesIn(record) ?? lastLines
    if (record.kind === 'confirm' && record.body['planId'] === lastPlanned?.planId) approved = lastPlanned
  }

  return {
    take(record) {
      take(record)
      const { check, state } = record.body
      if (record.kind !== 'task' || typeof check !== 'string') return
      written.delete(keyOf(progress.now().runId, { check, state: state === 'done' ? 'done' : 'todo' }))
    },
    begin(records) {
      progress = createProgressLog()
      lastPlanned = null
      lastLines = null
      approved = null
      written.clear()
      for (const record of records) take(record)
    },
    publish() {
      writeTicks()
      const next = view()
      if (!isDeepStrictEqual(next, feeds.value('checklist'))) feeds.set('checklist', next)
    },
    task(id) {
      const task = tasks.get(id)
      if (task) return task
      throw new FailureError(failureOf('badInput', 'The procedure has no such task.'))
    }
  }
}

function keyOf(runId: string | null | undefined, { check, state }: Pick<ProofTick, 'check' | 'state'>): string {
  return `${runId} ${check} ${state}`
}

/** The watch over what was proved of the service; null without any. */
function watchIn(watches: readonly WatchView[], run: Run | null, ref: ServiceRef | undefined): WatchView | null {
  return (
    watches.findLast(
      ({ runId, ref: of }) => ref !== undefined && isSame(of, ref) && (run === null || run.id === runId)
    ) ?? null
  )
}

/** The one that is recommended, or is being planned, else the one that stands first. */
function leadingLever(levers: readonly LeverView[]): LeverView | undefined {
  const find = (wanted: LeverView['state']) => levers.find(({ state }) => state === wanted)
  return find('recommended') ?? find('planning') ?? levers[0]
}
