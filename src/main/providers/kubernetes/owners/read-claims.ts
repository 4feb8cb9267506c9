import { asFailure, failureOf, FailureError } from '../../../../contract/index.ts'
import type { ApiPath, KubeObject, KubeReader, ReadOptions } from '../../../ports/kube.ts'
import { isServed } from '../is-served.ts'
import { kubePath } from '../kube-path.ts'
import { claimingKinds, type ClaimingKind, type Claims } from './claims.ts'

/** The objects of one claiming kind in a namespace, or in all of them. */
export function claimsPath(kind: ClaimingKind, namespace?: string): ApiPath {
  const { group, version } = claimingKinds[kind]
  return kubePath({ group, version, resource: kind, ...(namespace === undefined ? {} : { namespace }) })
}

/**
 * Reads who claims Deployments in a namespace, fresh; none of a kind that is not installed.
 * @throws FailureError when a kind that may be installed cannot be read.
 */
export async function readClaims(reader: KubeReader, namespace: string, options: ReadOptions = {}): Promise<Claims> {
  const [canaries, rollouts] = await Promise.all([
    readKind(reader, 'canaries', namespace, options),
    readKind(reader, 'rollouts', namespace, options)
  ])
  return { canaries, rollouts }
}

async function readKind(
  reader: KubeReader,
  kind: ClaimingKind,
  namespace: string,
  options: ReadOptions
): Promise<readonly KubeObject[]> {
  try {
    return (await reader.list(claimsPath(kind, namespace), options)).items
  } catch (error) {
    const { abort } = options
    const { code } = (await insteadOfForbidden(reader, kind, error, abort)).failure
    if (code === 'notFound') return []
    throw error
  }
}

/**
 * The failure of reading a kind, as `notFound` where it is not installed. An API server asks for permission before it
 * looks whether there is such a kind, and so forbids what does not exist (kubernetes/apiserver pkg/server/config.go
 * DefaultBuildHandlerChain); discovery is open to everyone who has signed in.
 */
export async function insteadOfForbidden(
  reader: Pick<KubeReader, 'raw'>,
  kind: ClaimingKind,
  error: unknown,
  abort?: AbortSignal
): Promise<FailureError> {
  const failure = asFailure(error)
  if (failure.code !== 'forbidden' || (await isServed(reader, { ...claimingKinds[kind], resource: kind }, abort)))
    return new FailureError(failure)
  return new FailureError(failureOf('notFound', `There are no ${claimingKinds[kind].title} in this cluster.`))
}
