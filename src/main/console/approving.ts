import { isDeepStrictEqual } from 'node:util'
import type { DecisionView, Plan, RequestInput, Result } from '../../contract/index.ts'
import { failed, failureOf } from '../../contract/index.ts'
import type { PlacedPlan } from '../execute/index.ts'
import type { Approvals, AskedApproval } from '../ports/approvals.ts'
import { approvalQuestion } from './approval-question.ts'
import type { Runs } from './runs.ts'
import type { Shell } from './shell.ts'

export interface ApprovingOptions {
  readonly approvals: Approvals
  readonly runs: Pick<Runs, 'approvable' | 'approve' | 'planned'>
  readonly shell: Pick<Shell, 'set'>
}

interface Open {
  /** The plan that is shown where it is asked. */
  placed: PlacedPlan
  readonly asked: AskedApproval
  withdrawn: string | null
}

/** Has plans approved by whoever the host asks, one at a time; what was asked for is checked before and after. */
export function createApproving({ approvals, runs, shell }: ApprovingOptions) {
  let open: Open | null = null
  let isBusy = false

  async function ask(input: RequestInput<'run.approve'>): Promise<Result<{ readonly runId: string }>> {
    const before = await runs.approvable(input)
    if (!before.ok) return before
    const placed = before.value
    const current: Open = { placed, asked: approvals.ask(approvalQuestion(placed)), withdrawn: null }
    open = current
    shell.set({ approving: placed.plan.id })
    const confirmation = await current.asked.answer
    if (confirmation === null) {
      return failed(failureOf('cancelled', current.withdrawn ?? 'It was not approved. Nothing was sent.'))
    }
    const { id: planId, digest } = current.placed.plan
    return runs.approve({ planId, digest, confirmation })
  }

  return {
    async approve(input: RequestInput<'run.approve'>): Promise<Result<{ readonly runId: string }>> {
      if (isBusy) return failed(failureOf('conflict', 'An approval is being asked for already.'))
      isBusy = true
      try {
        return await ask(input)
      } finally {
        isBusy = false
        open = null
        shell.set({ approving: null })
      }
    },
    /** What is on the screen now. While the plan is made anew it is neither there nor gone. */
    follow({ plan, levers }: DecisionView): void {
      if (open === null || open.withdrawn !== null || plan?.id === open.placed.plan.id) return
      if (plan === null && levers.some(({ state }) => state === 'planning')) return
      const placed = plan && runs.planned(plan.id)
      if (placed && hasSameEffect(placed.plan, open.placed.plan) && placed.plan.preview.status === 'accepted') {
        open.placed = placed
        open.asked.renew(approvalQuestion(placed))
        shell.set({ approving: placed.plan.id })
        return
      }
      open.withdrawn =
        plan === null
          ? 'The plan is gone: what it was made for is not on the screen any more, or has changed.'
          : 'The plan was made anew, and would do something else.'
      open.asked.withdraw(open.withdrawn)
    }
  }
}

/** Whether two plans differ only in when they were made and in what was read beside them. */
function hasSameEffect(one: Plan, other: Plan): boolean {
  return isDeepStrictEqual(effectOf(one), effectOf(other))
}

/** Values that stand in no command count by what is said of them: other ones have another digest. */
function effectOf({ lever, choice, words, steps, changes, scope, approval, blocked }: Plan): unknown {
  const values = changes.filter(({ kind }) => kind === 'value')
  const sent = steps.map(({ command, target }) => [command, target])
  return [lever, choice, words.title, sent, values, scope, approval, blocked]
}
