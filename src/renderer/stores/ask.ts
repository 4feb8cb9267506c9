import type { RequestInput, RequestName, RequestOutput } from '../../contract/index.ts'
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
  showFailure(answer.failure)
  return undefined
}

/** Copies through main, which writes only what it has published, and says so. */
export async function copy(what: RequestInput<'clipboard.copy'>['what'], name: string): Promise<void> {
  const answer = await ask('clipboard.copy', { what })
  if (answer !== undefined) say(`Copied ${name}`)
}
