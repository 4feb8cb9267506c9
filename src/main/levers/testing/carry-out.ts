import type { KubeObject } from '../../ports/kube.ts'
import type { Step } from '../../ports/step.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatched } from '../../testing/json-patch.ts'
import type { MemoryApi } from '../../testing/memory-api.ts'

/** Stores what steps of a plan send, as the API server would; waits and other providers are passed over. */
export function carryOut(api: Pick<MemoryApi, 'at' | 'put'>, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind !== 'do' || step.sends.kind !== 'fixed' || step.target.api !== 'kubernetes') continue
    const path = targetPath(step.target)
    api.put(path, jsonPatched(api.at(path), step.sends.request.body ?? '') as KubeObject)
  }
}
