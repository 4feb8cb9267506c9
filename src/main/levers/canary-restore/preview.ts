import { deploymentUndo } from '../../actions/deployment-undo/index.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { previewPatches, type Preview } from '../../providers/kubernetes/preview-patch.ts'

/** What the server says to each undo, without doing it. @throws FailureError `cancelled` only. */
export function previewUndos(tools: PlanTools, steps: readonly DoStep[]): Promise<Preview> {
  return previewPatches(
    steps,
    tools,
    (step, response) => {
      const request =
        step.sends.kind === 'fixed' ? step.sends.request : { method: 'PATCH' as const, path: '', query: {} }
      const attempted = { ...step, facts: deploymentUndo.facts.parse(step.facts), request }
      return deploymentUndo.outcome(attempted, response, null, tools)
    },
    tools.abort
  )
}
