import type { RequestInput, RequestName, RequestOutput, Result } from '../../contract/index.ts'
import { FailureError } from '../../contract/index.ts'

/** Who answers each request; what is thrown is its failure. */
export type Handlers = {
  readonly [N in RequestName]: (input: RequestInput<N>) => Promise<RequestOutput<N>> | RequestOutput<N>
}

/** For requests whose effect is seen in a feed. */
export async function done(work: Promise<unknown>): Promise<null> {
  await work
  return null
}

/** @throws FailureError of a result that is none. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
