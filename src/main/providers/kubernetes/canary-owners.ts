import type { Owner } from '../../../contract/index.ts'
import { FailureError } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { kubePath } from './kube-path.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { ApiPath, KubeObject, KubeReader, ReadOptions } from '../../ports/kube.ts'

/** The Canaries of a namespace (fluxcd/flagger artifacts/flagger/crd.yaml). */
export function canariesPath(namespace: string): ApiPath {
  return kubePath({ group: 'flagger.app', version: 'v1beta1', resource: 'canaries', namespace })
}

/**
 * The Canaries of a namespace, fresh; none where there is no such kind, because Flagger is not installed.
 * @throws FailureError when they cannot be read.
 */
export async function readCanaries(
  reader: KubeReader,
  namespace: string,
  options: ReadOptions = {}
): Promise<readonly KubeObject[]> {
  try {
    return (await reader.list(canariesPath(namespace), options)).items
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'notFound') return []
    throw error
  }
}

/** Canaries that target the Deployment, or whose primary it is (fluxcd/flagger pkg/canary/deployment_controller.go). */
export function canaryOwners(deployment: KubeObject, canaries: readonly KubeObject[]): readonly Owner[] {
  const { name } = deployment.metadata
  const parents = (deployment.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Canary')
  const owners = canaries
    .filter(({ metadata }) => metadata.namespace === deployment.metadata.namespace)
    .flatMap((canary): readonly Owner[] => {
      const kind = stringAt(canary, 'spec', 'targetRef', 'kind')
      const target = stringAt(canary, 'spec', 'targetRef', 'name')
      if (kind !== 'Deployment') return []
      if (target === name)
        return [canaryOwner(canary.metadata.name, deployment, 'target', `spec.targetRef names ${name}`)]
      if (`${target}-primary` === name)
        return [canaryOwner(canary.metadata.name, deployment, 'primary', `${name} is the primary of ${target}`)]
      return []
    })
  const named = new Set(owners.map((owner) => owner.name))
  const byReference = parents
    .map((parent) => canaryOwner(parent.name, deployment, 'primary', 'metadata.ownerReferences names the Canary'))
    .filter((owner) => !named.has(owner.name))
  return [...owners, ...byReference]
}

function canaryOwner(canary: string, deployment: KubeObject, role: 'target' | 'primary', evidence: string): Owner {
  return {
    system: 'Flagger',
    name: `Canary ${visibleText(deployment.metadata.namespace ?? '', 63)}/${visibleText(canary, 253)}`,
    role,
    evidence: visibleText(evidence, 300),
    effect:
      role === 'target'
        ? 'Any change of this Deployment starts a new canary run; the traffic stays on the primary.'
        : 'The next promotion overwrites this Deployment with the canary.'
  }
}
