import type { ApiPath, KubeObject, KubeReader, ReadOptions } from '../../../ports/kube.ts'
import { insteadOfForbidden } from '../instead-of-forbidden.ts'
import { kubePath } from '../kube-path.ts'
import { claimingResource, type ClaimingKind, type Claims } from './claims.ts'

/** The objects of one claiming kind in a namespace, or in all of them. */
export function claimsPath(kind: ClaimingKind, namespace?: string): ApiPath {
  const { group, version, resource } = claimingResource(kind)
  return kubePath({ group, version, resource, ...(namespace === undefined ? {} : { namespace }) })
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
    const { code } = (await insteadOfForbidden(reader, claimingResource(kind), error, abort)).failure
    if (code === 'notFound') return []
    throw error
  }
}
