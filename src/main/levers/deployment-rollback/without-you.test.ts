import { expect, it } from 'vitest'
import type { Ownership } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { withoutYou } from './without-you.ts'

const nobody: Ownership = { state: 'known', owners: [] }
const argo: Ownership = {
  state: 'known',
  owners: [{ system: 'Argo CD', name: 'Application shop', effect: '', role: 'gitops', evidence: '', source: '' }]
}

function deployment(updatedReplicas: number, reason: string, paused = false): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', uid: 'd', generation: 1 },
    spec: { replicas: 4, ...(paused ? { paused } : {}) },
    status: {
      observedGeneration: 1,
      replicas: updatedReplicas,
      updatedReplicas,
      availableReplicas: updatedReplicas,
      conditions: [{ type: 'Progressing', reason }]
    }
  }
}

const at = (object: KubeObject, ownership = nobody, deadlineAt: string | null = null) =>
  withoutYou({ deployment: object, revision: 42, ownership, deadlineAt })

it('names the deadline of a rollout under way, and that nothing is reverted by it', () => {
  const told = at(deployment(2, 'ReplicaSetUpdated'), nobody, '2026-01-01T02:19:59Z')
  expect(told.text).toBe('stays, times out 02:19:59Z')
  expect(told.detail).toContain('nothing is reverted. Kubernetes never rolls back by itself.')
})

it.each([
  ['a rollout past its deadline', deployment(2, 'ProgressDeadlineExceeded'), 'stays stuck'],
  ['a finished rollout', deployment(4, 'NewReplicaSetAvailable'), 'stays on revision 42'],
  ['a rollout whose start is not known', deployment(2, 'ReplicaSetUpdated'), 'stays on revision 42'],
  ['a paused Deployment', deployment(2, 'DeploymentPaused', true), 'stays paused']
])('says that %s stays as it is', (_, object, text) => expect(at(object).text).toBe(text))

it('says that Git keeps the bad version there as well', () => {
  expect(at(deployment(4, 'NewReplicaSetAvailable'), argo).detail).toContain('Argo CD keeps what Git says')
})
