import type { DecisionView, Failure, Plan, RequestInput, Result } from '../../contract/index.ts'
import { failed, failureOf, needsApiServer } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import { isPreviewed, type PlacedPlan } from '../execute/index.ts'
import type { Approvals, AskedApproval } from '../ports/approvals.ts'
import { approvalQuestion, gateQuestion } from './approval-question.ts'
import { hasSameEffect } from './same-effect.ts'
import type { Runs } from './runs.ts'
import type { Shell } from './shell.ts'

export interface ApprovingOptions {
  readonly approvals: Approvals
  readonly runs: Pick<Runs, 'approvable' | 'approve' | 'planned' | 'gate' | 'answer'>
  readonly shell: Pick<Shell, 'set'>
  /** What users of a plan's service see now, by the verdict on the screen; empty where that asks for no change. */
  readonly harm: (plan: Plan) => string
  /** An approval was taken away from under whoever gives it: what they had typed is lost, which the record tells. */
  readonly onWithdrawn: (placed: PlacedPlan, text: string) => void
}

interface Open {
  /** The plan that is shown where it is asked. */
  placed: PlacedPlan
  readonly asked: AskedApproval
  withdrawn: Failure | null
}

/** A gate that is asked about. */
interface OpenGate {
  readonly runId: string
  readonly stepId: string
  readonly asked: AskedApproval
  withdrawn: Failure | null
}

/**
 * Has plans approved, and gates opened, by whoever the host asks, one at a time; what was asked for is checked before and
 * after.
 */
export function createApproving({ approvals, runs, shell, harm, onWithdrawn }: ApprovingOptions) {
  let open: Open | null = null
  let gate: OpenGate | null = null
  let isBusy = false

  /** One question at a time; `work` says what is asked about by setting it. */
  async function alone<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (isBusy) return failed(failureOf('conflict', 'An approval is being asked for already.'))
    isBusy = true
    try {
      return await work()
    } finally {
      isBusy = false
      open = null
      gate = null
      shell.set({ approving: null })
    }
  }

  async function askToGoOn(runId: string, stepId: string): Promise<Result<null>> {
    const before = runs.gate(runId, stepId)
    if (!before.ok) return before
    const current: OpenGate = { runId, stepId, asked: approvals.ask(gateQuestion(before.value)), withdrawn: null }
    gate = current
    shell.set({ approving: before.value.plan.id })
    const confirmation = await current.asked.answer
    if (confirmation === null) {
      return notGiven(current, 'The gate was not opened. Nothing further was sent.')
    }
    return runs.answer(runId, stepId, { kind: 'goOn', confirmation })
  }

  async function ask(input: RequestInput<'run.approve'>): Promise<Result<{ readonly runId: string }>> {
    const before = await runs.approvable(input)
    if (!before.ok) return before
    const placed = before.value
    const current: Open = { placed, asked: approvals.ask(approvalQuestion(placed, harm(placed.plan))), withdrawn: null }
    open = current
    shell.set({ approving: placed.plan.id })
    const confirmation = await current.asked.answer
    if (confirmation === null) {
      return notGiven(current, 'Not approved. Nothing was sent.')
    }
    const { id: planId, digest } = current.placed.plan
    return runs.approve({ planId, digest, confirmation })
  }

  return {
    approve: (input: RequestInput<'run.approve'>): Promise<Result<{ readonly runId: string }>> =>
      alone(() => ask(input)),
    /** Stopping sends nothing and is taken from the page; going on sends more, and is asked outside it. */
    async answer({ runId, stepId, answer }: RequestInput<'run.answer'>): Promise<Result<null>> {
      return answer === 'stop' ? runs.answer(runId, stepId, { kind: 'stop' }) : alone(() => askToGoOn(runId, stepId))
    },
    /** A run has gone on: a gate that waits no more is not asked about any more. */
    followRuns(): void {
      if (gate === null || gate.withdrawn !== null || runs.gate(gate.runId, gate.stepId).ok) return
      const text = 'The gate does not wait any more: the run was stopped, or has ended.'
      gate.withdrawn = failureOf('preconditionFailed', text)
      gate.asked.withdraw(text)
    },
    /** What is on the screen now. While the plan is made anew it is neither there nor gone. */
    follow({ plan, levers }: DecisionView): void {
      if (open === null || open.withdrawn !== null || plan?.id === open.placed.plan.id) return
      if (plan === null && levers.some(({ state }) => state === 'planning')) return
      const placed = plan && runs.planned(plan.id)
      if (placed && hasSameEffect(placed, open.placed) && isPreviewed(placed.plan)) {
        open.placed = placed
        open.asked.renew(approvalQuestion(placed, harm(placed.plan)))
        shell.set({ approving: placed.plan.id })
        return
      }
      open.withdrawn = whyWithdrawn(open.placed, plan)
      const { message } = open.withdrawn
      open.asked.withdraw(message)
      onWithdrawn(open.placed, `Approval of “${open.placed.plan.words.title}” taken back: ${message}`)
    }
  }
}

export type Approving = ReturnType<typeof createApproving>

/** A plan that went with the connection has not changed: what it was made for cannot be read. */
function whyWithdrawn({ plan, place }: PlacedPlan, next: Plan | null): Failure {
  if (next !== null) return failureOf('preconditionFailed', 'The plan was made anew, and would do something else.')
  const sinceAt = place.inDoubtSince()
  if (sinceAt !== null && needsApiServer(plan)) {
    const text = `The API server of ${place.environment.name} has not answered since ${utc(sinceAt)}. Nothing was sent.`
    const remedy = 'Once it answers it is planned again, to be approved anew.'
    return failureOf('unreachable', text, { remedy, retryable: true })
  }
  const text = 'The plan is gone: what it was made for is not on the screen any more, or has changed.'
  return failureOf('preconditionFailed', text)
}

/** Called off by the person, which is no fault, or taken away from under them, which they have to learn. */
function notGiven<T>({ withdrawn }: Pick<Open, 'withdrawn'>, said: string): Result<T> {
  return failed(withdrawn ?? failureOf('cancelled', said))
}
