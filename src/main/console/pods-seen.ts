import { lastValue } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { ServiceUpdate } from '../status/index.ts'

/** Pods of a service as they were read last; null while they are read for the first time. None where they cannot be read. */
export function podsSeen(update: ServiceUpdate | null): readonly KubeObject[] | null {
  if (update === null) return null
  const { deployment, pods } = update.raw
  // Whose selector cannot be read has no pods to wait for.
  const isComing = deployment.state === 'loading' || deployment.state === 'value'
  return pods.state === 'loading' && isComing ? null : (lastValue(pods) ?? [])
}
