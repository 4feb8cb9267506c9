import type { Failure, LeverView, Plan, TrapNotice } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { commandLine } from '../lib/shell-quote.ts'
import { kubectlLine, undoArgv } from '../providers/kubernetes/commands.ts'
import { historyOf, templateOf, type HistoryEntry } from '../providers/kubernetes/history.ts'
import { refusalTrap, refusingOwner } from '../providers/kubernetes/owners/refusal.ts'
import { sameTemplate } from '../providers/kubernetes/pod-template.ts'
import { buildPlan } from './build-plan.ts'
import { chooseRevision } from './choose-revision.ts'
import type { PlanInput } from './plan-input.ts'
import { readDeployment } from './read-deployment.ts'
import { keepsNoHistory } from './rollback-warnings.ts'

/** Every case carries the lever as the screen shows it. */
export type PlanResult =
  /** `generation` is that of the Deployment that the plan was made of. */
  | { readonly kind: 'plan'; readonly plan: Plan; readonly lever: LeverView; readonly generation: number }
  | { readonly kind: 'refused'; readonly lever: LeverView; readonly trap: TrapNotice }
  | { readonly kind: 'needsChoice'; readonly lever: LeverView }
  | { readonly kind: 'notNeeded'; readonly lever: LeverView }
  | { readonly kind: 'failed'; readonly lever: LeverView; readonly failure: Failure }

const title = 'Roll back the Deployment'

function lever(state: LeverView['state'], reason: string, source?: string): LeverView {
  return { id: 'deploymentRollback', title, state, reason, ...(source === undefined ? {} : { source }) }
}

/**
 * Plans `kubectl rollout undo` to a pinned revision: reads and previews, changes nothing.
 * @throws FailureError `cancelled` only; every other failure is in the result.
 */
export async function planDeploymentRollback(input: PlanInput): Promise<PlanResult> {
  const owner = refusingOwner(input.ownership)
  if (owner) {
    const place = { context: input.connection.context, ref: input.ref }
    const trap = refusalTrap(owner, kubectlLine(place, 'rollout', 'undo', `deployment/${input.ref.name}`))
    return { kind: 'refused', trap, lever: lever('refused', `${trap.lead} ${trap.text}`, trap.source) }
  }
  try {
    return await planUnowned(input)
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return { kind: 'failed', failure, lever: lever('failed', failure.message) }
  }
}

async function planUnowned(input: PlanInput): Promise<PlanResult> {
  const { deployment, replicaSets } = await readDeployment(input)
  const history = historyOf(deployment, replicaSets)
  const choice = chooseRevision(history, input.records, input.revision)
  if (choice.kind === 'needsChoice') return { kind: 'needsChoice', lever: lever('needsChoice', choice.reason) }
  if (choice.kind === 'noHistory')
    return missing(
      `No rollout history found for deployment "${input.ref.name}"${keepsNoHistory(deployment) ? ': its revisionHistoryLimit is 0' : ''}.`,
      'Deploy the good version again by its tag.'
    )
  if (choice.kind === 'ambiguous')
    return missing(
      `Two ReplicaSets of deployment "${input.ref.name}" carry revision ${choice.revision}.`,
      'Choose another revision, or deploy the good version again by its tag.'
    )
  if (choice.kind === 'unknownRevision') {
    return missing(
      `Unable to find specified revision ${choice.revision} in history.`,
      `Choose one of ${numbers(history)}.`
    )
  }
  const { entry } = choice
  if (sameTemplate(templateOf(deployment), entry.template)) {
    return {
      kind: 'notNeeded',
      lever: lever('notNeeded', `The current template already matches revision ${entry.revision}.`)
    }
  }
  const plan = await buildPlan(input, {
    deployment,
    history,
    choice,
    title,
    undo: commandLine(undoArgv({ context: input.connection.context, ref: input.ref }, entry.revision))
  })
  const generation = deployment.metadata.generation ?? 0
  return { kind: 'plan', plan, generation, lever: lever(choice.byOperator ? 'possible' : 'recommended', plan.why) }
}

function missing(message: string, remedy: string): PlanResult {
  const failure = failureOf('notFound', message, { remedy })
  return { kind: 'failed', failure, lever: lever('failed', message) }
}

function numbers(history: readonly HistoryEntry[]): string {
  return history.flatMap(({ revision }) => (revision > 0 ? [revision] : [])).join(', ')
}
