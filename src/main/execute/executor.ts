import type { Failure, Result, Run, Target } from '../../contract/index.ts'
import { asFailure, failed, failureOf, isSameTarget, ok, targetName } from '../../contract/index.ts'
import { stepDigest } from '../ports/digest.ts'
import type { Place } from '../ports/place.ts'
import { allDoSteps, stepView } from '../ports/step.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { foldRun, type OpenIntent } from '../run/index.ts'
import { confirmationProblem, planProblem, type Approval, type Asked } from './approval.ts'
import { goOnBy, type AskedGate, type GateAnswer } from './asked-gate.ts'
import type { ExecutorPorts, PlacedPlan, PlacedRun } from './executor-ports.ts'
import { createLocks } from './locks.ts'
import type { SeenMarks } from './reserve.ts'
import { overtakenBy } from './overtaken.ts'
import { recordedRun } from './recorded-run.ts'
import { actionOf } from './run-context.ts'
import { createRunner, type Runner } from './runner.ts'

export interface Executor {
  /** The plan that is to be approved, or why it cannot be, which is recorded; nobody need be asked then. */
  approvable(asked: Asked): Promise<Result<PlacedPlan>>
  /** Takes effect once: a second approval of the same plan or target answers with a failure and sends nothing. */
  approve(approval: Approval): Promise<Result<{ readonly runId: string }>>
  /** Before the first byte nothing is sent; after it the waiting stops and the inverse is offered. */
  abort(runId: string): Result<null>
  /** The gate of a step that asks the operator, or why there is none. */
  gate(runId: string, stepId: string): Result<AskedGate>
  /** Answers a gate that asks the operator. */
  answer(runId: string, stepId: string, answer: GateAnswer): Result<null>
  /** Watches once more what a settled run changed. */
  proveAgain(runId: string, place: Place): Result<null>
  /** The run that can be vouched for, or why it cannot be. */
  attestable(runId: string): Result<PlacedRun>
  /** The operator vouches for what nothing measures. */
  attest(runId: string, note: string): Promise<Result<null>>
  dismiss(runId: string): Result<null>
  /**
   * Takes up what was cut off in an environment, of an earlier process or of this one where nobody reads any more: by reading,
   * never by sending. `which` picks the runs. Returns the intents that cannot be read back.
   */
  resume(place: Place, which?: (run: Run) => boolean): readonly OpenIntent[]
  /** Every run that was not dismissed, oldest first. */
  runs(): readonly PlacedRun[]
  /**
   * Ends the runs of the places that `which` picks, with the reason as a clause; an open intent stays open, and what is
   * only to be proved is taken up again later when `isTakenUp`.
   */
  end(why: string, options?: { which?: (place: Place) => boolean; isTakenUp?: boolean }): void
}

/** The only part that changes anything outside: it executes approved plans, one mutation at a time for each target. */
export function createExecutor(ports: ExecutorPorts): Executor {
  const { index } = ports
  const runners = new Map<string, Runner>()
  const locks = createLocks()
  const seenMarks: SeenMarks = new Map()
  /** Plans that were approved: an approval is used up even when nothing was sent. */
  const usedPlans = new Set<string>()
  /** What runs that began here, and not before a crash, are to change. */
  const ownRuns = new Map<string, readonly Target[]>()
  /** Attempts whose targets are read on, and the runs that do so while nobody sees them. */
  const readOnFor = new Set<string>()
  const unseen = new Set<Runner>()

  function start(runId: string, place: Place, approval: 'typed' | 'hold', run: Run | null, about: object): Runner {
    const runner = made(runId, place, approval, run, about)
    // A run that settled as unknown is taken up again under its id, as the newest.
    runners.delete(runId)
    runners.set(runId, runner)
    return runner
  }

  function made(runId: string, place: Place, approval: 'typed' | 'hold', run: Run | null, about: object): Runner {
    let changes = run?.attempts.length ?? 0
    const runner: Runner = createRunner(ports, {
      runId,
      place,
      locks,
      seenMarks,
      approval,
      run,
      about: { runId, identity: place.identity, ...about },
      onRun(seen) {
        if (runners.get(runId) === runner) ports.onRun({ run: seen, place })
        if (seen.attempts.length > changes && seen.attempts.at(-1)?.outcome === 'succeeded') endOvertaken(runner)
        changes = seen.attempts.length
      },
      late: {
        begin(attemptId) {
          if (readOnFor.has(attemptId)) return false
          readOnFor.add(attemptId)
          return true
        },
        end(attemptId) {
          readOnFor.delete(attemptId)
          unseen.delete(runner)
        },
        onSeen() {
          if (!runners.has(runId)) runners.set(runId, runner)
        }
      }
    })
    return runner
  }

  /** A proof ends where a newer change has overtaken it: what is measured from then on is of that one. */
  function endOvertaken(by: Runner): void {
    for (const runner of runners.values()) {
      const run = runner === by ? null : runner.run()
      if (run?.state === 'verifying' && overtakenBy(index, run, runner.place.identity)) runner.abort()
    }
  }

  /** What was found not to be applied may have been since, also while nobody read. */
  function readLate(place: Place, which: (run: Run) => boolean): void {
    for (const { intent, readOnUntil, writtenBefore } of index.mayBeLate(place.identity)) {
      const { runId, mutation, action, attemptId } = intent
      const run = index.run(runId)
      if (mutation === null || action === null || !run || !which(run) || readOnFor.has(attemptId)) continue
      const { planId, ref } = run
      const shown = runners.get(runId)
      const runner = shown ?? made(runId, place, 'typed', run, { planId, ref })
      if (!shown) unseen.add(runner)
      runner.readOn({ readOnUntil, writtenBefore, mutation, action: actionOf(ports, action), intent })
    }
  }

  function isUnderWay(runId: string): boolean {
    return runners.has(runId) && stateOf(runId) !== 'settled'
  }

  function stateOf(runId: string): Run['state'] | null {
    return runners.get(runId)?.run()?.state ?? null
  }

  function busyWith({ steps }: PlacedPlan): Failure | null {
    for (const { target } of allDoSteps(steps)) {
      const open = index.openOn(target)
      if (!open && !locks.isHeld(target) && !isClaimed(target)) continue
      const name = targetName(target)
      if (open && !isReadable(open)) return unreadable(open, name)
      // For an open intent that nobody reads for, the refusal itself starts the reading.
      const isRead = open === null || isUnderWay(open.intent.runId)
      return failureOf('conflict', `An earlier action on ${name} is not settled yet.`, {
        remedy: `${isRead ? '' : 'What became of it is being read again. '}Wait until it has settled, then plan again.`,
        retryable: true
      })
    }
    return null
  }

  /** Whether reading can settle it: its action and its approval are understood. */
  function isReadable({ intent }: OpenIntent): boolean {
    return intent.mutation !== null && index.run(intent.runId) !== null
  }

  /** A run that has not come to its proof is to change it: an approval counts from the cancel window on. */
  function isClaimed(target: Target): boolean {
    return [...ownRuns].some(([runId, targets]) => {
      const runner = runners.get(runId)
      const isActing = runner !== undefined && !['verifying', 'settled'].includes(stateOf(runId) ?? 'arming')
      return isActing && targets.some((one) => isSameTarget(one, target))
    })
  }

  function problemWith(asked: Asked, placed: PlacedPlan | null): Failure | null {
    if (usedPlans.has(asked.planId) || index.wasConfirmed(asked.planId)) {
      return failureOf('conflict', 'This plan has already been approved; it takes effect once.', {
        remedy: 'Plan again.'
      })
    }
    const health = ports.journal.health()
    if (health.state === 'unhealthy') {
      const text = `The journal cannot be written (${health.reason ?? 'unhealthy'}): nothing is changed without a record.`
      const remedy = health.remedy ?? 'Make room for the journal and start Backout again.'
      return failureOf('refused', text, { remedy })
    }
    return planProblem(asked, placed) ?? (placed ? busyWith(placed) : null)
  }

  async function refuse(asked: Asked, placed: PlacedPlan | null, failure: Failure): Promise<Result<never>> {
    const command = placed?.plan.steps.map((step) => step.command).find((text) => text !== '')
    const body = {
      text: `Approval refused: ${failure.message}`,
      planId: asked.planId,
      code: failure.code,
      ...(placed?.plan.scope.service ? { ref: placed.plan.scope.service } : {}),
      ...(command === undefined ? {} : { command })
    }
    await ports.journal.append('refused', body).catch(() => undefined)
    if (placed) resume(placed.place, ({ id }) => isOnTargetsOf(id, placed))
    return failed(failure)
  }

  /** An earlier action on a target of this plan is in the way, and nobody reads what became of it. */
  function isOnTargetsOf(runId: string, { steps }: PlacedPlan): boolean {
    return allDoSteps(steps).some(({ target }) => index.openOn(target)?.intent.runId === runId)
  }

  function resume(place: Place, which: (run: Run) => boolean = () => true): readonly OpenIntent[] {
    const open = index.openIntents(place.identity)
    const ids = new Set([
      ...open.map(({ intent }) => intent.runId),
      ...index.unsettled(place.identity).map(({ id }) => id)
    ])
    const left = [...ids].flatMap((runId) => index.run(runId) ?? [])
    // As they were approved: the newest is the one that is shown.
    for (const run of left.toSorted((one, other) => one.approvedAt.localeCompare(other.approvedAt))) {
      const { id: runId } = run
      if (!which(run) || isUnderWay(runId)) continue
      const own = open.filter(({ intent }) => intent.runId === runId)
      if (!own.every(isReadable)) continue
      usedPlans.add(run.planId)
      takeUp(run, place, own)
    }
    readLate(place, which)
    return open.filter((one) => !isReadable(one))
  }

  function takeUp(run: Run, place: Place, open: readonly OpenIntent[]): void {
    const { id, planId, ref } = run
    const begun = foldRun(run, resumption(run, open.length > 0))
    const runner = start(id, place, 'typed', begun, { planId, ref })
    ports.onRun({ run: begun ?? run, place })
    runner.resume(recordedRun(index.records(id)), open, ownRuns.has(id) ? 'here' : 'earlier')
  }

  async function begin(approval: Approval, placed: PlacedPlan): Promise<Result<{ readonly runId: string }>> {
    const { plan, steps, phases, proof, isChosen, place } = placed
    usedPlans.add(plan.id)
    const runId = ports.newId()
    ownRuns.set(
      runId,
      allDoSteps(steps).map(({ target }) => target)
    )
    const { approval: asked, expiresAt } = plan
    const window = { beganMs: Date.now(), ms: asked.kind === 'typed' ? asked.cancelMs : 0, expiresAt }
    const ref = plan.scope.service
    const runner = start(runId, place, asked.kind, null, { planId: plan.id, ref })
    try {
      const seq = await runner.confirm({
        text: `Approved: ${plan.words.title}`,
        digest: plan.digest,
        stepDigests: Object.fromEntries(steps.map((step) => [step.id, stepDigest(step)])),
        lever: plan.lever,
        chosen: isChosen ? plan.choice : null,
        words: plan.words,
        ...(plan.cause ? { cause: plan.cause } : {}),
        environment: plan.scope.environment,
        ...(plan.scope.besides ? { besides: plan.scope.besides } : {}),
        armedUntil: window.ms > 0 ? new Date(window.beganMs + window.ms).toISOString() : null,
        steps: [
          ...steps
            .map(stepView)
            .map(({ id, kind, title, expectedMs, onFailure }) => ({ id, kind, title, expectedMs, onFailure })),
          ...phases.map((phase) => ({ ...phase, kind: 'prove' as const }))
        ],
        stopAfterFailures: plan.order.stopAfterFailures,
        inverse: plan.inverse,
        continues: plan.continues ?? null,
        proof,
        operator: ports.operator,
        confirmation: approval.confirmation
      })
      runner.begin(placed, seq, window)
      return ok({ runId })
    } catch (error) {
      runners.delete(runId)
      return failed(asFailure(error))
    }
  }

  const missing = (): Result<never> => failed(failureOf('notFound', 'There is no such run.'))
  const notAsked = (): Result<never> => failed(failureOf('refused', 'Nothing is asked there any more.'))

  function attestable(runId: string): Result<PlacedRun> {
    const runner = runners.get(runId)
    const run = runner?.run()
    if (!runner || !run) return missing()
    const isOpen = run.state === 'settled' && !run.proved && run.attested === null && !run.overtaken
    if (run.checks.some(({ status, blocks }) => status === 'False' && blocks)) {
      const text = 'What is measured speaks against it: that cannot be vouched for.'
      return failed(failureOf('refused', text, { remedy: 'Prove it again once it is well.' }))
    }
    if (isOpen && run.attempts.some(({ outcome }) => outcome === 'succeeded')) return ok({ run, place: runner.place })
    return failed(failureOf('refused', 'Only a change that took effect and was not proved can be vouched for.'))
  }

  return {
    async approvable(asked) {
      const placed = ports.currentPlan(asked.planId)
      const problem = problemWith(asked, placed)
      if (problem === null && placed !== null) return ok(placed)
      return refuse(asked, placed, problem ?? failureOf('missing', 'There is no such plan.'))
    },
    async approve(approval) {
      // Up to `begin` all is synchronous: two approvals in one tick cannot both pass.
      const placed = ports.currentPlan(approval.planId)
      const problem =
        problemWith(approval, placed) ?? (placed && confirmationProblem(approval.confirmation, placed.plan.approval))
      if (problem !== null || placed === null) {
        return refuse(approval, placed, problem ?? failureOf('missing', 'There is no such plan.'))
      }
      return begin(approval, placed)
    },
    abort(runId) {
      const runner = runners.get(runId)
      if (!runner) return missing()
      runner.abort()
      return ok(null)
    },
    gate(runId, stepId) {
      const runner = runners.get(runId)
      if (!runner) return missing()
      const asked = runner.asked(stepId)
      return asked ? ok(asked) : notAsked()
    },
    answer(runId, stepId, answer) {
      const runner = runners.get(runId)
      if (!runner) return missing()
      const problem = answer.kind === 'goOn' ? confirmationProblem(answer.confirmation, goOnBy) : null
      if (problem) return failed(problem)
      return runner.answer(stepId, answer) ? ok(null) : notAsked()
    },
    proveAgain(runId, place) {
      const run = runners.get(runId)?.run() ?? index.run(runId)
      if (!run) return missing()
      if (run.state !== 'settled') return failed(failureOf('refused', 'The run has not settled yet.'))
      const open = index.openIntents(place.identity).filter(({ intent }) => intent.runId === runId)
      if (open.length === 0 && (!isProvable(run) || run.overtaken)) {
        return failed(failureOf('refused', 'There is nothing whole that could be proved.'))
      }
      takeUp(run, place, open)
      return ok(null)
    },
    attestable,
    async attest(runId, note) {
      const asked = attestable(runId)
      const runner = runners.get(runId)
      if (!asked.ok) return asked
      if (!runner) return missing()
      const { operator } = ports
      await runner.attest({ text: `Vouched for by ${operator}, not measured by Backout: ${note}`, note, operator })
      return ok(null)
    },
    dismiss(runId) {
      const runner = runners.get(runId)
      if (!runner) return missing()
      if (stateOf(runId) !== 'settled') {
        return failed(
          failureOf('refused', 'The run has not settled yet.', { remedy: 'Wait for it, or stop waiting first.' })
        )
      }
      if (index.mayBeLate(runner.place.identity).some(({ intent }) => intent.runId === runId)) unseen.add(runner)
      runners.delete(runId)
      return ok(null)
    },
    resume,
    runs: () =>
      [...runners.values()].flatMap((runner) => {
        const run = runner.run()
        return run ? [{ run, place: runner.place }] : []
      }),
    end(why, { which = () => true, isTakenUp = false } = {}) {
      for (const [runId, runner] of runners) {
        if (!which(runner.place)) continue
        runner.end(why, isTakenUp)
        runners.delete(runId)
      }
      for (const runner of unseen) {
        if (!which(runner.place)) continue
        runner.end(why, isTakenUp)
        unseen.delete(runner)
      }
    }
  }
}

/** Every step was done, and something was changed. */
function isProvable({ steps, attempts }: Run): boolean {
  const isWhole = steps.every(({ kind, state }) => kind === 'prove' || kind === 'keep' || state === 'done')
  return isWhole && attempts.some(({ outcome }) => outcome === 'succeeded' || outcome === 'noChange')
}

/** Shown at once, before it stands in the journal. */
function resumption({ id, approvedAt }: Run, isDoubt: boolean): JournalRecord {
  return { seq: -1, t: approvedAt, kind: 'resume', body: { runId: id, phase: isDoubt ? 'doubt' : 'proof' } }
}

/** Recorded by a version that knew more: what it sent may still take effect. */
function unreadable({ intent }: OpenIntent, name: string): Failure {
  const text = `An earlier action on ${name} was recorded by another version of Backout (attempt ${intent.attemptId}), and this one cannot tell what became of it.`
  return failureOf('conflict', text, { remedy: 'Open the service with that version, which settles it by reading.' })
}
