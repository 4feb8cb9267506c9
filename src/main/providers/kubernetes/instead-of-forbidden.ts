import { asFailure, failureOf, FailureError } from '../../../contract/index.ts'
import type { KubeReader } from '../../ports/kube.ts'
import type { MaybeServed } from '../../ports/related.ts'
import { isServed } from './is-served.ts'

/**
 * The failure of reading a kind, as `notFound` where it is not installed. An API server asks for permission before it
 * looks whether there is such a kind, and so forbids what does not exist (kubernetes/apiserver pkg/server/config.go
 * DefaultBuildHandlerChain); discovery is open to everyone who has signed in.
 */
export async function insteadOfForbidden(
  reader: Pick<KubeReader, 'raw'>,
  kind: MaybeServed,
  error: unknown,
  abort?: AbortSignal
): Promise<FailureError> {
  const failure = asFailure(error)
  if (failure.code !== 'forbidden' || (await isServed(reader, kind, abort))) return new FailureError(failure)
  return new FailureError(failureOf('notFound', `There are no ${kind.title} in this cluster.`))
}
