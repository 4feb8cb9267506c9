import { asFailure } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import type { KeepStep } from '../ports/step.ts'
import type { RunContext } from './run-context.ts'

/** Captures evidence under its own deadline; a failure is said and holds nothing up. */
export async function keepEvidence({ ports, place, log, abort }: RunContext, step: KeepStep): Promise<void> {
  try {
    const evidence = await withDeadline(abort, step.deadlineMs, (late) => ports.keepers.keep(step.what, place, late))
    await log.say('keep', { stepId: step.id, kept: true, text: `Kept: ${step.title.replace(/^Keep /, '')}`, evidence })
  } catch (error) {
    abort.throwIfAborted()
    const text = `Not kept: ${step.title}: ${asFailure(error).message}`
    await log.say('keep', { stepId: step.id, kept: false, text })
  }
}
