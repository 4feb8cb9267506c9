import { expect, test } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { relatedTo } from './related.ts'

const observedAt = '2026-11-29T02:13:20.000Z'

/** What is followed beside a workload that Flux applies, by the ids under which levers find it. */
function followedBeside(kind: 'StatefulSet' | 'DaemonSet' | 'Rollout', resource: string): readonly string[] {
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
  const workload: KubeObject = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'ledger', namespace: 'shop', uid: 'u', labels }
  }
  const ref = { namespace: 'shop', name: 'ledger', kind }
  const known = new Map([[resource, { state: 'value', value: [workload], observedAt } as const]])
  return relatedTo(ref).flatMap((related) => related(ref, known).map(({ id }) => id))
}

const scalers = ['scaling.horizontalpodautoscalers', 'scaling.scaledobjects']

test.each([
  ['StatefulSet', 'statefulsets', scalers],
  ['DaemonSet', 'daemonsets', []],
  ['Rollout', 'rollout', scalers]
] as const)('what puts a %s back as Git has it is followed, and what sets its pods', (kind, resource, scaledBy) => {
  expect(followedBeside(kind, resource)).toEqual(['gitops.Kustomization flux-system/apps', ...scaledBy])
})

test('all Rollouts of the namespace say nothing of the one that is opened', () => {
  expect(followedBeside('Rollout', 'rollouts')).toEqual(scalers)
})
