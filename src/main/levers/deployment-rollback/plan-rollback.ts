import { failureOf, kindOf } from '../../../contract/index.ts'
import { refusingOwner, refusalTrap } from '../../providers/kubernetes/owners/refusal.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { kubectlLine, undoArgv } from '../../providers/kubernetes/commands.ts'
import { historyOf, templateOf, type HistoryEntry } from '../../providers/kubernetes/history.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { workloadArgument } from '../../providers/kubernetes/workload.ts'
import { buildPlan } from './build-plan.ts'
import { chooseRevision } from './choose-revision.ts'
import type { PlanResult } from '../../ports/lever.ts'
import type { PlanInput } from './plan-input.ts'
import { readHistory } from './read-history.ts'
import { keepsNoHistory } from './rollback-warnings.ts'
import { planOrFailure } from '../plan-frame/index.ts'

/**
 * Plans `kubectl rollout undo` to a pinned revision: reads and previews, changes nothing.
 * @throws FailureError `cancelled` only; every other failure is in the result.
 */
export async function planRollback(input: PlanInput): Promise<PlanResult> {
  const owner = refusingOwner(input.ownership)
  if (owner) {
    const place = { context: input.connection.context, ref: input.ref }
    const trap = refusalTrap(owner, kubectlLine(place, 'rollout', 'undo', workloadArgument(input.ref)))
    return { kind: 'refused', trap, reason: `${trap.lead} ${trap.text}`, source: trap.source }
  }
  return planOrFailure(() => planUnowned(input))
}

async function planUnowned(input: PlanInput): Promise<PlanResult> {
  const { deployment, replicaSets } = input.read ?? (await readHistory(input))
  const history = historyOf(deployment, replicaSets)
  const kind = kindOf(input.ref).toLowerCase()
  const choice = chooseRevision(history, input.standings, input.revision)
  if (choice.kind === 'needsChoice') return { kind: 'needsChoice', reason: choice.reason }
  if (choice.kind === 'noHistory')
    return missing(
      `No rollout history found for ${kind} "${input.ref.name}"${keepsNoHistory(deployment) ? ': its revisionHistoryLimit is 0' : ''}.`,
      'Deploy the good version again by its tag.'
    )
  if (choice.kind === 'ambiguous')
    return missing(
      `Two ${input.ref.kind === undefined ? 'ReplicaSets' : 'ControllerRevisions'} of ${kind} "${input.ref.name}" carry revision ${choice.revision}.`,
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
    return { kind: 'notNeeded', reason: `The current template already matches revision ${entry.revision}.` }
  }
  const planned = await buildPlan(input, {
    deployment,
    history,
    choice,
    undo: commandLine(undoArgv({ context: input.connection.context, ref: input.ref }, entry.revision))
  })
  return { kind: 'plan', planned, isChosen: choice.byOperator }
}

function missing(message: string, remedy: string): PlanResult {
  const failure = failureOf('notFound', message, { remedy })
  return { kind: 'failed', failure }
}

function numbers(history: readonly HistoryEntry[]): string {
  return history.flatMap(({ revision }) => (revision > 0 ? [revision] : [])).join(', ')
}
