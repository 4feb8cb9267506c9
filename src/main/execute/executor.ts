import type { Failure, Result, Run, Target } from '../../contract/index.ts'
import { asFailure, failed, failureOf, ok } from '../../contract/index.ts'
import type { Place } from '../ports/place.ts'
import { allDoSteps } from '../ports/step.ts'
import type { OpenIntent } from '../run/index.ts'
import { confirmationProblem, planProblem, type Approval, type Asked } from './approval-problems.ts'
import { goOnBy, type AskedGate, type GateAnswer } from './asked-gate.ts'
import { busyWith } from './busy-targets.ts'
import { confirmBody } from './confirm-body.ts'
import type { ExecutorPorts, PlacedPlan, PlacedRun } from './executor-ports.ts'
import { createLocks } from './locks.ts'
import { createRunners } from './runners.ts'
import { createTakingUp } from './taking-up.ts'
import { vouchingProblem } from './vouching.ts'

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
  const locks = createLocks()
  const runners = createRunners(ports, locks)
  /** Plans that were approved: an approval is used up even when nothing was sent. */
  const usedPlans = new Set<string>()
  /** What runs that began here, and not before a crash, are to change. */
  const ownRuns = new Map<string, readonly Target[]>()
  const takingUp = createTakingUp({
    ports,
    runners,
    isOwn: (runId) => ownRuns.has(runId),
    onTakenUp: ({ planId }) => void usedPlans.add(planId)
  })

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
    return planProblem(asked, placed) ?? (placed ? busyWith(placed, { index, locks, runners, ownRuns }) : null)
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
    if (placed) takingUp.all(placed.place, ({ id }) => isOnTargetsOf(id, placed))
    return failed(failure)
  }

  /** An earlier action on a target of this plan is in the way, and nobody reads what became of it. */
  function isOnTargetsOf(runId: string, { steps }: PlacedPlan): boolean {
    return allDoSteps(steps).some(({ target }) => index.openOn(target)?.intent.runId === runId)
  }

  async function begin(approval: Approval, placed: PlacedPlan): Promise<Result<{ readonly runId: string }>> {
    const { plan, steps, place } = placed
    usedPlans.add(plan.id)
    const runId = ports.newId()
    ownRuns.set(
      runId,
      allDoSteps(steps).map(({ target }) => target)
    )
    const { approval: asked, expiresAt } = plan
    const window = { beganMs: Date.now(), ms: asked.kind === 'typed' ? asked.cancelMs : 0, expiresAt }
    const about = { planId: plan.id, ref: plan.scope.service }
    const runner = runners.start({ runId, place, approval: asked.kind, run: null, about })
    try {
      const seq = await runner.confirm(confirmBody(placed, approval, { operator: ports.operator, window }))
      runner.begin(placed, seq, window)
      return ok({ runId })
    } catch (error) {
      runners.drop(runId)
      return failed(asFailure(error))
    }
  }

  const missing = (): Result<never> => failed(failureOf('notFound', 'There is no such run.'))
  const notAsked = (): Result<never> => failed(failureOf('refused', 'Nothing is asked there any more.'))

  function attestable(runId: string): Result<PlacedRun> {
    const runner = runners.get(runId)
    const run = runner?.run()
    if (!runner || !run) return missing()
    const problem = vouchingProblem(run)
    return problem ? failed(problem) : ok({ run, place: runner.place })
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
      takingUp.one(run, place, open)
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
      if (!runners.get(runId)) return missing()
      if (runners.stateOf(runId) !== 'settled') {
        return failed(
          failureOf('refused', 'The run has not settled yet.', { remedy: 'Wait for it, or stop waiting first.' })
        )
      }
      runners.dismiss(runId)
      return ok(null)
    },
    resume: (place, which = () => true) => takingUp.all(place, which),
    runs: () => runners.all(),
    end: (why, { which = () => true, isTakenUp = false } = {}) => runners.end(why, which, isTakenUp)
  }
}

/** Every step was done, and something was changed. */
function isProvable({ steps, attempts }: Run): boolean {
  const isWhole = steps.every(({ kind, state }) => kind === 'prove' || kind === 'keep' || state === 'done')
  return isWhole && attempts.some(({ outcome }) => outcome === 'succeeded' || outcome === 'noChange')
}
