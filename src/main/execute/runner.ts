import { setTimeout as delay } from 'node:timers/promises'
import type { Attempt, Check, Failure, Run } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { formatDuration } from '../lib/format-duration.ts'
import type { KubeObject, WireResponse } from '../ports/kube.ts'
import { writtenByAt } from '../providers/kubernetes/managed-fields.ts'
import { isProof } from './check-board.ts'
import { conclude, fieldManager } from './conclude.ts'
import { exchangeOnce } from './exchange-once.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import { intentBody } from './intent.ts'
import { outcomeOfResponse, type StepOutcome } from './outcome-of-response.ts'
import { patienceAfter } from './patience.ts'
import { readTarget } from './read-target.ts'
import { recheck } from './recheck.ts'
import { responseFacts } from './response-facts.ts'
import type { ReadIntent, RunSubject } from './run-subject.ts'
import { beginRun, inverseOf, stepChanged, stepsSettled, type StepId } from './run-state.ts'
import { settleUnknown } from './settle-unknown.ts'
import { verifyRollback } from './verify-rollback.ts'

/** How long the server may take to answer, real time; past it the request can no longer arrive. */
const defaultTimeoutMs = 20_000
/** The last look before sending starts this long before the cancel window ends. */
const recheckBeforeMs = 1_000
const watchMs = 30 * 60_000
const lastLookMs = 5_000

export interface RunnerOptions {
  readonly runId: string
  readonly subject: RunSubject
  /** Length of the cancel window, real milliseconds. */
  readonly armMs: number
  readonly onRun: (run: Run) => void
}

/** One run from approval to its end. */
export interface Runner {
  readonly subject: RunSubject
  run(): Run
  /** Starts the cancel window; the approval is in the journal. */
  begin(confirmSeq: number): void
  /** Ends the run before it began. */
  refuse(failure: Failure): void
  /** Settles an intent of an earlier process. `intentAt` is the record's time. */
  resume(intent: ReadIntent, intentAt: string): void
  abort(): void
  close(): void
}

export function createRunner(ports: ExecutorPorts, options: RunnerOptions): Runner {
  const { reader, writer, journal, clock } = ports
  const { subject, armMs, runId } = options
  const timeoutMs = ports.timeoutMs ?? defaultTimeoutMs
  /** The operator's abort, and the end of the session: the second leaves no word behind. */
  const stop = new AbortController()
  const ending = new AbortController()
  const abort = AbortSignal.any([stop.signal, ending.signal])
  const nowText = (): string => clock.now().toISOString()
  const approvedAt = clock.now()
  let run = beginRun(
    subject,
    runId,
    approvedAt.toISOString(),
    armMs > 0 ? new Date(Date.now() + armMs).toISOString() : null
  )

  function change(changes: Partial<Run>): void {
    run = { ...run, ...changes }
    if (!ending.signal.aborted) options.onRun(run)
  }

  function step(id: StepId, state: Run['steps'][number]['state'], detail = ''): void {
    change(stepChanged(run, id, state, detail, nowText()))
  }

  function settle(changes: Partial<Run>): void {
    if (run.state === 'settled') return
    change({ ...stepsSettled(run, nowText()), ...changes })
  }

  const about = { runId, planId: subject.planId, ref: subject.target.ref, target: subject.target }

  /** A record that may be lost without harm; the intent and the outcome are awaited instead. */
  function note(
    kind: 'note' | 'check' | 'reconcile',
    text: string,
    body: Readonly<Record<string, unknown>> = {}
  ): void {
    journal.append(kind, { text, ...about, ...body }).catch(() => undefined)
  }

  async function arm(confirmSeq: number): Promise<void> {
    const endsAt = performance.now() + armMs
    let before: KubeObject
    try {
      await delay(Math.max(0, armMs - recheckBeforeMs), undefined, { signal: abort })
      const seen = await lookAgain()
      if (seen === null) return
      before = seen
      const leftMs = endsAt - performance.now()
      if (leftMs > 0) await delay(leftMs, undefined, { signal: abort })
      abort.throwIfAborted()
    } catch (error) {
      if (ending.signal.aborted) return
      if (stop.signal.aborted) return cancelled('Cancelled before anything was sent')
      const failure = asFailure(error)
      step('send', 'failed', failure.message)
      note('note', `Nothing was sent: ${failure.message}`, { outcome: 'failed', failure })
      return settle({ outcome: 'failed', failure })
    }
    await send(before, confirmSeq)
  }

  function cancelled(text: string): void {
    note('note', text, { outcome: 'cancelled' })
    settle({ outcome: 'cancelled' })
  }

  /** Looks once more; null when the run goes another way because the plan no longer fits. */
  async function lookAgain(): Promise<KubeObject | null> {
    const seen = recheck(subject, await readTarget(reader, subject, abort, true))
    if (seen.kind === 'fits') return seen.before
    if (seen.kind === 'changed') {
      step('send', 'failed', seen.failure.message)
      note('note', seen.failure.message, { outcome: 'conflict', unmet: seen.unmet })
      settle({ outcome: 'conflict', failure: seen.failure })
      return null
    }
    const { ref, toRevision } = subject.target
    step('send', 'done', 'Not sent: it already asks for this revision')
    note('note', `Nothing to send: ${ref.name} already asks for revision ${toRevision}`, { outcome: 'noChange' })
    change({ outcome: 'noChange', armedUntil: null })
    await verify(nowText())
    return null
  }

  async function send(before: KubeObject, confirmSeq: number): Promise<void> {
    const intentId = ports.newId()
    const attemptId = ports.newId()
    const deadlineAtMs = Date.now() + timeoutMs
    const startedAt = nowText()
    const facts = { intentId, attemptId, runId, subject, before, confirmSeq, timeoutMs, deadlineAtMs }
    const { identity, user, operator } = ports
    try {
      await journal.append('intent', intentBody({ ...facts, identity, user, operator }))
    } catch (error) {
      const failure = asFailure(error)
      step('intent', 'failed', failure.message)
      return settle({ outcome: 'failed', failure })
    }
    const exchanged = exchangeOnce(writer, subject.step.request, timeoutMs, abort)
    change({ state: 'sending', armedUntil: null })
    step('intent', 'done', 'Written and synced')
    step('send', 'now')
    const answer = await exchanged
    const intent = { intentId, attemptId, deadlineAtMs, startedAt }
    if (answer.kind === 'answered') return answered(answer.response, before, intent)
    if (ending.signal.aborted) return
    if (answer.kind === 'nothingSent') {
      const { failure } = answer
      const result: StepOutcome = stop.signal.aborted ? { outcome: 'cancelled' } : { outcome: 'failed', failure }
      return finish(intent, result, 'Nothing was sent')
    }
    await inDoubt(intent, answer.why)
  }

  interface OpenIntent {
    readonly intentId: string
    readonly attemptId: string
    readonly deadlineAtMs: number
    readonly startedAt: string
  }

  async function answered(response: WireResponse, before: KubeObject, intent: OpenIntent): Promise<void> {
    const result = outcomeOfResponse(response, subject, before.metadata.resourceVersion ?? null, ports.user)
    if (result.outcome === 'unknown')
      return inDoubt(intent, result.failure?.message ?? `The server answered ${response.status}`)
    await finish(intent, result, `${response.status} · ${Math.round(response.durationMs)} ms`, responseFacts(response))
    if (result.outcome === 'succeeded' || result.outcome === 'noChange')
      await verify(response.serverAt ?? intent.startedAt)
  }

  /** The answer is lost: reads decide, nothing is sent again. */
  async function inDoubt(intent: OpenIntent, why: string): Promise<void> {
    change({ state: 'resolving' })
    step('send', 'unknown', `${why}. Reading what is there now.`)
    note('reconcile', `Outcome unknown: ${why}`, {
      intentId: intent.intentId,
      attemptId: intent.attemptId,
      outcome: 'unknown'
    })
    const patience = patienceAfter(stop.signal, ending.signal, timeoutMs + 5_000)
    try {
      const settled = await settleUnknown({
        reader,
        subject,
        deadlineAtMs: intent.deadlineAtMs,
        abort: patience.signal,
        onWaiting: (text) => step('send', 'unknown', text)
      })
      const { outcome, text } = settled
      await finish(intent, settled.failure ? { outcome, failure: settled.failure } : { outcome }, text, {
        resolvedBy: 'reading'
      })
      if (outcome === 'succeeded') await verify(await changedAt(intent.startedAt))
    } catch {
      if (ending.signal.aborted) return
      const failure = failureOf(
        'unreachable',
        'Whether the change was applied is not known: the cluster cannot be read.',
        {
          remedy: 'Reconnect; the next start reads again. Until then nothing else is sent to this Deployment.',
          retryable: true
        }
      )
      record(intent, { outcome: 'unknown', failure })
      settle({ outcome: 'unknown', failure, inverse: inverseOf(subject) })
    } finally {
      patience.end()
    }
  }

  async function changedAt(startedAt: string): Promise<string> {
    try {
      const deployment = await readTarget(reader, subject, abort)
      return (deployment && writtenByAt(deployment, fieldManager)) ?? startedAt
    } catch {
      return startedAt
    }
  }

  function record(intent: OpenIntent, { outcome, failure }: StepOutcome): void {
    const { command, request } = subject.step
    const attempt: Attempt = {
      id: intent.attemptId,
      command,
      request,
      outcome,
      startedAt: intent.startedAt,
      endedAt: nowText(),
      ...(failure ? { failure } : {})
    }
    change({ attempts: [...run.attempts, attempt] })
  }

  /** Closes the intent in the journal with what is now known for certain. */
  async function finish(
    intent: OpenIntent,
    result: StepOutcome,
    detail: string,
    facts: Readonly<Record<string, unknown>> = {}
  ): Promise<void> {
    const { outcome, failure } = result
    record(intent, result)
    try {
      await journal.append('outcome', {
        text: `${subject.step.command}: ${outcome}, ${detail}`,
        ...about,
        intentId: intent.intentId,
        attemptId: intent.attemptId,
        command: subject.step.command,
        request: subject.step.request,
        outcome,
        detail,
        ...(failure ? { failure } : {}),
        ...facts
      })
    } catch (error) {
      change({ failure: asFailure(error) })
    }
    const isDone = outcome === 'succeeded' || outcome === 'noChange'
    step('send', isDone ? 'done' : outcome === 'cancelled' ? 'cancelled' : 'failed', detail)
    if (!isDone) settle({ outcome, ...(failure ? { failure } : {}) })
    else change({ outcome })
  }

  async function verify(serverChangedAt: string): Promise<void> {
    change({ state: 'verifying' })
    if (stop.signal.aborted) return stoppedWaiting()
    step('rollout', 'now')
    try {
      const checks = await verifyRollback({
        reader,
        clock,
        measurements: ports.measurements,
        subject,
        changedAt: serverChangedAt,
        abort,
        onChecks: showChecks
      })
      const proved = isProof(checks)
      for (const check of checks) note('check', `${check.title}: ${check.status}. ${check.evidence}`, { check })
      const took = formatDuration(clock.now().getTime() - Date.parse(run.approvedAt))
      note('reconcile', proved ? `Recovered, proved ${took} after approval` : `Not proved ${took} after approval`, {
        proved
      })
      step(
        'proof',
        proved ? 'done' : checks.some(({ status }) => status === 'False') ? 'failed' : 'unknown',
        proved ? `Proved ${took} after approval` : 'Not proved'
      )
      settle({
        checks,
        proved,
        impact: proved ? `Proved ${took} after approval.` : `Not proved ${took} after approval.`,
        watchUntil: proved ? new Date(clock.now().getTime() + watchMs).toISOString() : null,
        inverse: proved ? null : inverseOf(subject)
      })
    } catch (error) {
      if (ending.signal.aborted) return
      if (stop.signal.aborted) return stoppedWaiting()
      settle({ failure: asFailure(error), inverse: inverseOf(subject) })
    }
  }

  function showChecks(seen: readonly Check[], phase: 'rollout' | 'proof'): void {
    const check = (name: string) => seen.find((one) => one.name === name)
    change({ checks: seen })
    if (phase === 'proof' && run.steps.find(({ id }) => id === 'rollout')?.state === 'now') {
      const rollout = check('rollout')
      step('rollout', rollout?.status === 'True' ? 'done' : 'failed', rollout?.evidence ?? '')
    }
    step(phase, 'now', check(phase === 'rollout' ? 'rollout' : 'errorRatio')?.evidence ?? '')
  }

  /** After a stop: one more reading says what is there, and the way back is offered. */
  async function stoppedWaiting(): Promise<void> {
    const seen = await lastLook()
    note('reconcile', `Stopped waiting. ${seen}`, { proved: false })
    settle({ inverse: inverseOf(subject), impact: `Not proved: waiting was stopped. ${seen}` })
  }

  async function lastLook(): Promise<string> {
    try {
      const soon = AbortSignal.any([ending.signal, AbortSignal.timeout(lastLookMs)])
      const seen = conclude(subject, await readTarget(reader, subject, soon, true))
      return seen.kind === 'settled' ? `${seen.text}.` : 'The Deployment is as it was before.'
    } catch (error) {
      return `The Deployment cannot be read: ${asFailure(error).message}`
    }
  }

  function guarded(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!ending.signal.aborted)
        settle({ failure: asFailure(error), inverse: run.outcome === null ? null : inverseOf(subject) })
    })
  }

  return {
    subject,
    run: () => run,
    begin: (confirmSeq) => guarded(arm(confirmSeq)),
    refuse(failure) {
      settle({ outcome: 'failed', failure })
    },
    resume(intent, intentAt) {
      change({ approvedAt: intentAt, armedUntil: null })
      step('intent', 'done', 'Written by an earlier start of Backout')
      guarded(inDoubt({ ...intent, startedAt: intentAt }, 'Backout ended before the answer came'))
    },
    abort() {
      if (run.state !== 'settled') stop.abort(new Error('stopped by the operator'))
    },
    close() {
      ending.abort(new Error('the environment was closed'))
    }
  }
}
