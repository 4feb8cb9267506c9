import type { Check, ChecklistView, Plan, Run, Share, TaskView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { at, stringAt } from '../lib/json-access.ts'

/** What was ticked, noted and proved. */
export interface Progress {
  /** What the operator said, by task. */
  readonly ticks: ReadonlyMap<string, { readonly state: 'todo' | 'done' | 'doneElsewhere'; readonly at: string }>
  /** Tasks of which they said it before the last approval: it is about an earlier action where the task is about one. */
  readonly saidBefore: ReadonlySet<string>
  /** By task. */
  readonly notes: ReadonlyMap<string, TaskView['notes']>
  /** Checks of the run that was approved last that came out True, by name, with the time at which they did so first. */
  readonly proved: ReadonlyMap<string, string>
  /** Checks of that run that came out False last, by name. */
  readonly refuted: ReadonlySet<string>
  /** The run that was approved last. */
  readonly runId: string | null
  /** Its plan leads to what is known to be bad, for all that was known of it then. */
  readonly isToBad: boolean
  /** Id of its lever; null when none was approved. */
  readonly lever: string | null
  /** When the report was saved first, ISO; null when it was not. */
  readonly reportSavedAt: string | null
  /** When somebody first looked at what changed before the crossing, ISO; null when nobody did. */
  readonly changesSeenAt: string | null
  /** The status update that was copied last. */
  readonly update: ChecklistView['update']
  /** When the watch after the last proof had held, ISO; null while it has not. */
  readonly watchHeldAt: string | null
  /** ISO time; null when nothing has been proved. */
  readonly watchUntil: string | null
  /** Who vouched for the last approved plan where nothing measured it; null when nobody did. */
  readonly attested: Pick<NonNullable<Run['attested']>, 'by' | 'at'> | null
}

/** Progress that is kept up with every record; the journal is the only memory of the checklist. */
export interface ProgressLog {
  /** Takes the next record, at the same cost however many came before. */
  take(record: JournalRecord): void
  now(): Progress
}

/** Begins with nothing done. */
export function createProgressLog(): ProgressLog {
  const ticks = new Map<string, { readonly state: 'todo' | 'done' | 'doneElsewhere'; readonly at: string }>()
  const saidBefore = new Set<string>()
  const notes = new Map<string, TaskView['notes'][number][]>()
  const proved = new Map<string, string>()
  const refuted = new Set<string>()
  let attested: Progress['attested'] = null
  let runId: string | null = null
  let lever: string | null = null
  let isToBad = false
  const plansToBad = new Set<unknown>()
  let reportSavedAt: string | null = null
  let changesSeenAt: string | null = null
  let update: ChecklistView['update'] = null
  let watchUntil: string | null = null
  let watchHeldAt: string | null = null

  function takeTask(taskId: string, { kind, t, body }: JournalRecord): void {
    const { state, text } = body
    if (kind === 'task' && (state === 'todo' || state === 'done' || state === 'doneElsewhere')) {
      ticks.set(taskId, { state, at: t })
      saidBefore.delete(taskId)
    } else if (kind === 'note' && typeof text === 'string') {
      const before = notes.get(taskId)
      if (before) before.push({ at: t, text })
      else notes.set(taskId, [{ at: t, text }])
    }
  }

  /** A tick is evidence: the first time that a check came out True stays, until it is refuted. */
  function see(check: string, status: unknown, at: string): void {
    if (status === 'True' && !proved.has(check)) proved.set(check, at)
    if (status === 'False') proved.delete(check)
    if (status === 'False') refuted.add(check)
    else refuted.delete(check)
  }

  return {
    take(record) {
      const { kind, t, body } = record
      const { taskId, check } = body
      // An earlier run may go on being proved, and end after this one was approved.
      const of = body['runId'] ?? body['provedIn']
      if (kind !== 'confirm' && runId !== null && typeof of === 'string' && of !== runId) return
      if (kind === 'plan' && leadsToBad(body['plan'])) plansToBad.add(at(body, 'plan', 'id'))
      if (kind === 'confirm') {
        // Another rollback has to be proved anew.
        proved.clear()
        refuted.clear()
        for (const ticked of ticks.keys()) saidBefore.add(ticked)
        attested = null
        watchUntil = null
        watchHeldAt = null
        runId = typeof body['runId'] === 'string' ? body['runId'] : null
        isToBad = plansToBad.has(body['planId'])
        lever = typeof body['lever'] === 'string' ? body['lever'] : null
      } else if (kind === 'resume') {
        // A fresh look takes the place of somebody's word.
        attested = null
      } else if (kind === 'attest') {
        attested = { by: String(body['operator']), at: t }
      } else if (kind === 'export') {
        reportSavedAt ??= t
      } else if (kind === 'note' && body['what'] === 'changes') {
        changesSeenAt ??= t
      } else if (kind === 'note' && body['what'] === 'statusUpdate') {
        update = { at: t, nextAt: stringAt(body, 'nextAt') || null }
      } else if (kind === 'task' && typeof check === 'string') {
        const { state, observedAt } = body
        see(check, state === 'done' ? 'True' : 'False', typeof observedAt === 'string' ? observedAt : t)
      } else if (kind === 'check' && typeof check === 'object' && check !== null) {
        const { name, status, observedAt } = check as Check
        see(name, status, observedAt)
      } else if (kind === 'watch') {
        const how = stringAt(body, 'watch', 'end', 'how')
        if (how === 'held') watchHeldAt ??= stringAt(body, 'watch', 'end', 'at')
      } else if (typeof taskId === 'string') {
        takeTask(taskId, record)
      } else if ((kind === 'reconcile' || kind === 'settled') && typeof body['watchUntil'] === 'string') {
        watchUntil = body['watchUntil']
      }
    },
    now: () => ({
      ticks,
      saidBefore,
      notes,
      proved,
      refuted,
      runId,
      isToBad,
      lever,
      reportSavedAt,
      changesSeenAt,
      update,
      watchUntil,
      watchHeldAt,
      attested
    })
  }
}

/**
 * Whether what a recorded plan leads to is drawn as bad, as pods of a revision that served badly itself, or is said to have hurt
 * users, as the way back of any lever does.
 */
function leadsToBad(plan: unknown): boolean {
  const { changes, guards } = (plan ?? {}) as Partial<Plan>
  if (Array.isArray(guards) && (guards as Plan['guards']).some(({ id }) => id === 'comesBack')) return true
  return (Array.isArray(changes) ? (changes as Plan['changes']) : []).some(
    (change) => change.kind === 'shares' && isAllBad(change.after)
  )
}

function isAllBad(after: readonly Share[]): boolean {
  const parts = after.filter(({ value }) => value !== 0)
  return parts.length > 0 && parts.every(({ tone }) => tone === 'bad')
}

/** What some records come to. */
export function progressOf(records: readonly JournalRecord[]): Progress {
  const log = createProgressLog()
  for (const record of records) log.take(record)
  return log.now()
}
