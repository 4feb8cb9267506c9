import { asFailure, failureOf, type Failure } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'

/** An error of our own, in words; whatever a cluster wrote into it is made visible. */
export function mishapOf(error: unknown): Failure {
  const told = visibleText(asFailure(error).message, 300)
  return failureOf('internal', `Something in Backout went wrong and was left out: ${told}`, {
    remedy: 'Go on. What it was about may be shown old; close the service and open it again if something is missing.'
  })
}
