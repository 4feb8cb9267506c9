import type { Failure, RequestInput, RequestName, RequestOutput } from '../../contract/index.ts'
import { request } from '../bridge/backout.ts'
import { feedStore } from './feeds.ts'
import { say, showFailure, viewStore } from './view.ts'

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
  if (name === 'run.approve' && answer.failure.code === 'unreachable') showUntilPlanned(answer.failure)
  return undefined
}

/** What is over once there is a plan again does not stand above it: that one can be approved. */
function showUntilPlanned(failure: Failure): void {
  const end = feedStore.subscribe(({ values }) => {
    const { failure: shown } = viewStore.getState()
    if (shown === failure && !values.decision?.plan) return
    end()
    if (shown === failure) showFailure(null)
  })
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
