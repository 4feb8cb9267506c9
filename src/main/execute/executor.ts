import type { Failure, Plan, Result, Run } from '../../contract/index.ts'
import { asFailure, failed, failureOf, ok } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { approvalProblem, type Approval } from './approval.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import { createRunner, type Runner } from './runner.ts'
import { readIntent, subjectOf } from './run-subject.ts'

export interface Executor {
  /** Takes effect once: a second approval of the same plan or target answers with a failure and sends nothing. */
  approve(approval: Approval): Promise<Result<{ readonly runId: string }>>
  /** Before the first byte nothing is sent; after it the waiting stops and the inverse is offered. */
  abort(runId: string): Result<null>
  dismiss(runId: string): Result<null>
  /** Settles intents without an outcome from an earlier process by reading; never sends. Returns the runs as they begin. */
  resume(openIntents: readonly JournalRecord[]): Promise<readonly Run[]>
  /** The run on the screen. */
  current(): Run | null
  /** Stops all waiting; an intent that is not settled stays open in the journal. */
  close(): void
}

/** The only part that changes a cluster: it executes approved plans, one at a time for each target. */
export function createExecutor(ports: ExecutorPorts): Executor {
  const runners = new Map<string, Runner>()
  /** Plans that were approved, for ever: an approval is used up even when nothing was sent. */
  const usedPlans = new Set<string>()
  let shown: string | null = null
  let closed = false

  function publish(run: Run): void {
    if (closed) return
    if (shown === run.id) ports.onRun(run)
  }

  function start(runner: Runner): void {
    runners.set(runner.run().id, runner)
    shown = runner.run().id
    publish(runner.run())
  }

  function busyWith(plan: Plan): Failure | null {
    const active = [...runners.values()].find(
      (runner) => runner.run().state !== 'settled' && runner.subject.target.uid === plan.target.uid
    )
    const open = openIntentOn(ports.journal.records(), ports.identity, plan.target.uid)
    if (!active && open === null) return null
    return failureOf('conflict', `An earlier action on ${plan.target.ref.name} is not settled yet.`, {
      remedy: 'Wait until it has settled, then plan again.',
      retryable: true
    })
  }

  function problemWith(approval: Approval, plan: Plan | null): Failure | null {
    if (usedPlans.has(approval.planId) || wasConfirmed(ports.journal.records(), approval.planId)) {
      return failureOf('conflict', 'This plan has already been approved; it takes effect once.', {
        remedy: 'Plan again.'
      })
    }
    const health = ports.journal.health()
    if (health.state === 'unhealthy') {
      return failureOf(
        'refused',
        `The journal cannot be written (${health.reason ?? 'unhealthy'}): nothing is changed without a record.`,
        {
          remedy: health.remedy ?? 'Make room for the journal and start Backout again.'
        }
      )
    }
    const problem = approvalProblem(approval, { plan, identity: ports.identity, now: ports.clock.now() })
    return problem ?? (plan ? busyWith(plan) : null)
  }

  return {
    async approve(approval) {
      // Everything up to here-and-now marking is synchronous: two approvals in one tick cannot both pass.
      const plan = ports.currentPlan(approval.planId)
      const problem = closed ? failureOf('cancelled', 'The environment was closed.') : problemWith(approval, plan)
      const subject = plan && subjectOf(plan)
      if (problem || !plan || !subject) {
        const failure = problem ?? failureOf('invalid', 'The plan has no step.')
        await ports.journal
          .append('refused', {
            text: `Approval refused: ${failure.message}`,
            planId: approval.planId,
            code: failure.code
          })
          .catch(() => undefined)
        return failed(failure)
      }
      usedPlans.add(plan.id)
      const runId = ports.newId()
      const armMs = plan.approval.kind === 'typed' ? plan.approval.cancelMs : 0
      const runner = createRunner(ports, { runId, subject, armMs, onRun: publish })
      start(runner)
      try {
        const confirm = await ports.journal.append('confirm', {
          text: `Approved: ${plan.title}`,
          runId,
          planId: plan.id,
          digest: plan.digest,
          ref: plan.target.ref,
          target: plan.target,
          identity: ports.identity,
          operator: ports.operator,
          confirmation: approval.confirmation
        })
        runner.begin(confirm.seq)
        return ok({ runId })
      } catch (error) {
        const failure = asFailure(error)
        runner.refuse(failure)
        return failed(failure)
      }
    },
    abort(runId) {
      const runner = runners.get(runId)
      if (!runner) return failed(failureOf('notFound', 'There is no such run.'))
      runner.abort()
      return ok(null)
    },
    dismiss(runId) {
      const runner = runners.get(runId)
      if (!runner) return failed(failureOf('notFound', 'There is no such run.'))
      if (runner.run().state !== 'settled') {
        return failed(
          failureOf('refused', 'The run has not settled yet.', { remedy: 'Wait for it, or stop waiting first.' })
        )
      }
      runners.delete(runId)
      if (shown === runId) shown = null
      return ok(null)
    },
    async resume(openIntents) {
      const begun = openIntents.flatMap((record): readonly Run[] => {
        const intent = readIntent(record.body)
        const isKnown = intent !== null && runners.has(intent.runId)
        if (!intent || isKnown || intent.identity !== ports.identity) return []
        usedPlans.add(intent.subject.planId)
        const runner = createRunner(ports, { runId: intent.runId, subject: intent.subject, armMs: 0, onRun: publish })
        start(runner)
        runner.resume(intent, record.t)
        return [runner.run()]
      })
      return begun
    },
    current: () => (shown === null ? null : (runners.get(shown)?.run() ?? null)),
    close() {
      closed = true
      for (const runner of runners.values()) runner.close()
    }
  }
}

function wasConfirmed(records: readonly JournalRecord[], planId: string): boolean {
  return records.some(({ kind, body }) => kind === 'confirm' && body['planId'] === planId)
}

/** The latest intent on this object without an outcome, whichever process wrote it. */
function openIntentOn(records: readonly JournalRecord[], identity: string, uid: string): JournalRecord | null {
  const settled = new Set(records.filter(({ kind }) => kind === 'outcome').map(({ body }) => body['intentId']))
  return (
    records.findLast(({ kind, body }) => {
      if (kind !== 'intent' || settled.has(body['intentId'])) return false
      const intent = readIntent(body)
      return intent !== null && intent.identity === identity && intent.subject.target.uid === uid
    }) ?? null
  )
}
