import type { Guard } from '../../../contract/index.ts'
import { deploymentUndo } from '../../actions/deployment-undo/index.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { markedOwners } from '../../providers/kubernetes/owners/marked-owners.ts'
import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { isPromoted, workloadHistory, workloadUndoStep, type FreshCanary } from '../canary-frame/index.ts'

/** How the target is put back; without a step the guards say why. */
export interface PutBack {
  readonly step: ((after: DoStep['after']) => DoStep) | null
  readonly guards: readonly Guard[]
}

/**
 * The target back on the template that was promoted: Flagger takes that for no change, and starts nothing
 * (fluxcd/flagger pkg/canary/spec.go hasSpecChanged). Left on the failed template, the next change of it would be tried
 * from there.
 * @throws FailureError when it cannot be read.
 */
export async function putBack(tools: PlanTools, { canary, target, primary }: FreshCanary): Promise<PutBack> {
  const note = (status: Guard['status'], text: string): PutBack => ({
    step: null,
    guards: [{ id: 'target', status, text }]
  })
  if (target === null || primary === null)
    return note('warning', `${canary.target.name} stays on the failed release: its workloads were not found`)
  if (isPromoted(primary, target, templateOf(target)))
    return note('passed', `${canary.target.name} has the promoted template already`)
  const history = await workloadHistory(tools, target)
  const entry = history.find(({ template, isCurrent }) => !isCurrent && isPromoted(primary, target, template))
  if (!entry) {
    return note(
      'warning',
      `No revision of ${canary.target.name} has the template of the primary: it stays on the failed release until its source is put right`
    )
  }
  const step = (after: DoStep['after']): DoStep =>
    workloadUndoStep(tools, { id: 'target', deployment: target, history, entry, canary: canary.name, after })
  const { preview } = await previewPatches(
    [step([])],
    tools,
    (one, response) => {
      const request = one.sends.kind === 'fixed' ? one.sends.request : { method: 'PATCH' as const, path: '', query: {} }
      return deploymentUndo.outcome(
        { ...one, facts: deploymentUndo.facts.parse(one.facts), request },
        response,
        null,
        tools
      )
    },
    tools.abort
  )
  if (preview.failure) {
    return note('warning', `${canary.target.name} stays on the failed release: ${preview.failure.message}`)
  }
  const owners = markedOwners(target).map(ownerText)
  const inSource: Guard = {
    id: 'source',
    status: 'warning',
    text: `${owners.join(' and ')} has the failed release in its source: revert it there, or it is tried again`
  }
  const found: Guard = {
    id: 'target',
    status: 'passed',
    text: `Revision ${entry.revision} of ${canary.target.name} has the template that the primary serves`
  }
  return { step, guards: owners.length > 0 ? [found, inSource] : [found] }
}
