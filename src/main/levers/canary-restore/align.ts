import type { Guard, StepId } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import { isPromoted, workloadHistory, workloadUndoStep, type FreshCanary } from '../canary-frame/index.ts'

interface Align {
  readonly step: ((after: readonly StepId[]) => DoStep) | null
  readonly guard: Guard
}

/**
 * The target on the same release: otherwise Flagger starts a run of what stands there when it is resumed.
 * @throws FailureError when its history cannot be read.
 */
export async function alignStep(
  tools: PlanTools,
  { canary, target, primary }: FreshCanary,
  entry: HistoryEntry
): Promise<Align> {
  const warn = (text: string): Align => ({ step: null, guard: { id: 'target', status: 'warning', text } })
  if (target === null || primary === null) return warn(`${canary.target.name} was not found`)
  const restored = { ...primary, spec: { selector: at(primary, 'spec', 'selector'), template: entry.template } }
  const history = await workloadHistory(tools, target)
  const found = history.find(({ template }) => isPromoted(restored, target, template))
  if (!found)
    return warn(
      `No revision of ${canary.target.name} has that release: put it right at its source before the Canary is resumed`
    )
  const text = `Revision ${found.revision} of ${canary.target.name} is the same release`
  const guard: Guard = { id: 'target', status: 'passed', text }
  if (found.isCurrent) return { step: null, guard }
  return {
    guard,
    step: (after) =>
      workloadUndoStep(tools, { id: 'target', deployment: target, history, entry: found, canary: canary.name, after })
  }
}
