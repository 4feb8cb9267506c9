import type { Failure, Result, Run } from '../../contract/index.ts'
import { asFailure, failed, failureOf, ok } from '../../contract/index.ts'
import { sameCluster } from '../lib/same-cluster.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { approvalProblem, type Approval } from './approval.ts'
import type { ExecutorPorts, PlacedPlan, PlacedRun, RunPlace } from './executor-ports.ts'
import { createRunner, type Runner } from './runner.ts'
import { readIntent, subjectOf, type RunSubject } from './run-subject.ts'

export interface Executor {
  /** Takes effect once: a second approval of the same plan or target answers with a failure and sends nothing. */
  approve(approval: Approval): Promise<Result<{ readonly runId: string }>>
  /** Before the first byte nothing is sent; after it the waiting stops and the inverse is offered. */
  abort(runId: string): Result<null>
  dismiss(runId: string): Result<null>
  /**
   * Settles intents without an outcome by reading, never by sending: of an earlier process, and those of this one that
   * nobody reads for any more. Returns the runs as they begin.
   */
  resume(openIntents: readonly JournalRecord[], place: RunPlace): readonly Run[]
  /** Every run that was not dismissed, oldest first. */
  runs(): readonly PlacedRun[]
  /** Ends the runs of the places that `which` picks, with the reason as a clause; an open intent stays open. */
  end(why: string, which?: (place: RunPlace) => boolean): void
}

/** The only part that changes a cluster: it executes approved plans, one at a time for each target. */
export function createExecutor(ports: ExecutorPorts): Executor {
  const runners = new Map<string, Runner>()
  /** Plans that were approved, for ever: an approval is used up even when nothing was sent. */
  const usedPlans = new Set<string>()
  /** Runs that began here, and not before a crash. */
  const ownRuns = new Set<string>()

  function start(runId: string, subject: RunSubject, place: RunPlace, armMs: number): Runner {
    const onRun = (run: Run): void => {
      if (runners.get(runId) === runner) ports.onRun({ run, place })
    }
    const runner: Runner = createRunner(ports, { runId, subject, place, armMs, onRun })
    // A run that settled as unknown is taken up again under its id, as the newest.
    runners.delete(runId)
    runners.set(runId, runner)
    onRun(runner.run())
    return runner
  }

  function isUnderWay(runId: string): boolean {
    const runner = runners.get(runId)
    return runner !== undefined && runner.run().state !== 'settled'
  }

  function busyWith({ plan, place }: PlacedPlan): Failure | null {
    const { identity } = place
    const active = [...runners.values()].find(
      (runner) =>
        runner.run().state !== 'settled' &&
        sameCluster(runner.place.identity, identity) &&
        runner.subject.target.uid === plan.target.uid
    )
    const open = openIntentOn(ports.journal.records(), identity, plan.target.uid)
    if (!active && open === null) return null
    // For an open intent that nobody reads for, the refusal itself starts the reading.
    return failureOf('conflict', `An earlier action on ${plan.target.ref.name} is not settled yet.`, {
      remedy: `${active ? '' : 'What became of it is being read again. '}Wait until it has settled, then plan again.`,
      retryable: true
    })
  }

  function resume(openIntents: readonly JournalRecord[], place: RunPlace): readonly Run[] {
    return openIntents.flatMap((record): readonly Run[] => {
      const intent = readIntent(record.body)
      if (!intent || !sameCluster(intent.identity, place.identity) || isUnderWay(intent.runId)) return []
      usedPlans.add(intent.subject.planId)
      const runner = start(intent.runId, intent.subject, place, 0)
      runner.resume(intent, record.t, ownRuns.has(intent.runId) ? 'here' : 'earlier')
      return [runner.run()]
    })
  }

  /** Reads on where an earlier action on the target of this plan is in the way, and nobody does. */
  function resumeOn({ plan, place }: PlacedPlan): void {
    const open = openIntentOn(ports.journal.records(), place.identity, plan.target.uid)
    if (open) resume([open], place)
  }

  function problemWith(approval: Approval, placed: PlacedPlan | null): Failure | null {
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
    const problem = approvalProblem(approval, placed)
    return problem ?? (placed ? busyWith(placed) : null)
  }

  return {
    async approve(approval) {
      // Up to the mark below all is synchronous: two approvals in one tick cannot both pass.
      const placed = ports.currentPlan(approval.planId)
      const problem = problemWith(approval, placed)
      const subject = placed && subjectOf(placed.plan)
      if (problem || !placed || !subject) {
        const failure = problem ?? failureOf('invalid', 'The plan has no step.')
        await ports.journal
          .append('refused', {
            text: `Approval refused: ${failure.message}`,
            planId: approval.planId,
            code: failure.code
          })
          .catch(() => undefined)
        if (placed) resumeOn(placed)
        return failed(failure)
      }
      const { plan, place } = placed
      usedPlans.add(plan.id)
      const runId = ports.newId()
      ownRuns.add(runId)
      const { approval: asked, expiresAt } = plan
      const window = { beganMs: Date.now(), ms: asked.kind === 'typed' ? asked.cancelMs : 0, expiresAt }
      const runner = start(runId, subject, place, window.ms)
      try {
        const confirm = await ports.journal.append('confirm', {
          text: `Approved: ${plan.title}`,
          runId,
          planId: plan.id,
          digest: plan.digest,
          ref: plan.target.ref,
          target: plan.target,
          identity: place.identity,
          operator: ports.operator,
          confirmation: approval.confirmation
        })
        runner.begin(confirm.seq, window)
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
      return ok(null)
    },
    resume,
    runs: () => [...runners.values()].map((runner) => ({ run: runner.run(), place: runner.place })),
    end(why, which = () => true) {
      for (const [runId, runner] of runners) {
        if (!which(runner.place)) continue
        runner.end(why)
        runners.delete(runId)
      }
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
      return intent !== null && sameCluster(intent.identity, identity) && intent.subject.target.uid === uid
    }) ?? null
  )
}
