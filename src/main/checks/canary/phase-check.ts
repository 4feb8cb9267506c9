import type { GateReading } from '../../ports/gate.ts'
import { readCanary, type Canary } from '../../providers/flagger/canary.ts'
import { canaryPath } from '../../providers/flagger/canary-object.ts'
import type { TargetCheck } from '../target-check.ts'

/** Whether Flagger has rolled the run back: in Failed, with nothing left at the target's share of the status. */
export const canaryFailed: TargetCheck = phaseCheck((canary) => canary.failed === 'analysis')

/** Whether Flagger has finished a promotion. */
export const canarySucceeded: TargetCheck = phaseCheck(({ phase }) => phase === 'Succeeded')

function phaseCheck(isMet: (canary: Canary) => boolean): TargetCheck {
  return async (target, { reader }, abort): Promise<GateReading> => {
    if (target.api !== 'kubernetes') return { met: null, text: 'That is no Canary' }
    const object = await reader.get(canaryPath(target.namespace, target.name), { abort })
    if (object.metadata.uid !== target.uid) return { met: null, text: `Canary ${target.name} was replaced` }
    const canary = readCanary(object)
    const { phaseText, failedChecks, threshold } = canary
    return { met: isMet(canary), text: `${phaseText || 'Initializing'}, ${failedChecks} of ${threshold} checks failed` }
  }
}
