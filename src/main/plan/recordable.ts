import type { Failure } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { mostRecordBytes } from '../ports/journal.ts'
import type { Step } from '../ports/step.ts'

/** What an intent holds beside its request: the pre-image, of which annotations may be 256 KiB, and who asks. */
const besideBytes = 320 * 1_024

/**
 * Why a plan cannot be carried out because what it would send is too long for the record that has to be written first;
 * null when it is not. A step whose request is only known at its turn is looked at then.
 */
export function tooLongToRecord(steps: readonly Step[]): Failure | null {
  for (const step of steps) {
    if (step.kind !== 'do' || step.sends.kind !== 'fixed') continue
    const { target, facts, command, sends } = step
    const bytes = Buffer.byteLength(JSON.stringify({ target, facts, command, request: sends.request }))
    if (bytes + besideBytes <= mostRecordBytes) continue
    const text = `${step.title}: the request has ${Math.ceil(bytes / 1_024)} KiB, and the journal takes ${(mostRecordBytes - besideBytes) / 1_024} KiB of it.`
    return failureOf('refused', text, {
      remedy: 'What cannot be recorded is not done here: do it with kubectl, and write it down as a note.'
    })
  }
  return null
}
