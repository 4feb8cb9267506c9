import type { Failure, RequestInput, RequestName, RequestOutput } from '../../contract/index.ts'
import { request } from '../bridge/backout.ts'
import { say, showFailure } from './view.ts'

/**
 * Asks main and shows a refusal in the window, in place of the one before. Returns the answer, or undefined when it was
 * refused. Copying takes no notice away: it may be from that notice.
 */
export async function ask<N extends RequestName>(
  name: N,
  input: RequestInput<N>
): Promise<RequestOutput<N> | undefined> {
  if (name !== 'clipboard.copy') showFailure(null)
  const answer = await request(name, input)
  if (answer.ok) return answer.value
  if (isCalledOff(name, answer.failure)) say(answer.failure.message)
  else showFailure(answer.failure)
  return undefined
}

/** Whether the person has called off what they were asked: that is said, and is no failure. */
function isCalledOff(name: RequestName, { code }: Failure): boolean {
  return code === 'cancelled' && (name === 'run.approve' || name === 'run.answer')
}

/** Copies through main, which writes only what it has published, and says so. */
export async function copy(what: RequestInput<'clipboard.copy'>['what'], name: string): Promise<void> {
  const answer = await ask('clipboard.copy', { what })
  if (answer !== undefined) say(`Copied ${name}`)
}
