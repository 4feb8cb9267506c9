import { expect, it } from 'vitest'
import type { KubeObject } from '../../../ports/kube.ts'
import { podRestarts } from './containers.ts'

function pod(
  isInitialized: boolean,
  restarts: { readonly init: number; readonly sidecar: number; readonly api: number }
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', uid: 'a' },
    spec: { initContainers: [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }] },
    status: {
      conditions: [{ type: 'Initialized', status: isInitialized ? 'True' : 'False' }],
      initContainerStatuses: [
        { name: 'migrate', restartCount: restarts.init },
        { name: 'proxy', restartCount: restarts.sidecar }
      ],
      containerStatuses: [{ name: 'api', restartCount: restarts.api }]
    }
  }
}

it('counts restarts as kubectl does: init containers only until they are done, sidecars always', () => {
  const restarts = { init: 2, sidecar: 1, api: 4 }
  expect(podRestarts(pod(true, restarts))).toBe(5)
  expect(podRestarts(pod(false, { ...restarts, api: 0 }))).toBe(3)
})
