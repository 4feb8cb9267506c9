import { expect, test } from 'vitest'
import { createSimulation } from '../clock/simulation.ts'
import { objectOf, textOf } from '../store/json-value.ts'
import { createApiStore } from '../store/memory-store.ts'
import { createBaseObjects } from '../world/base-objects.ts'
import { keys } from './kube-types.ts'
import { startNodeLeases } from './node-leases.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')
const node = { name: 'node-1', ip: '10.0.0.1', podNetwork: '10.42.1' }

test('each node renews its Lease every 10 s, also when somebody takes it away, and its namespace for a while', () => {
  const simulation = createSimulation({ beginMs: startMs - 60_000, speed: 1 })
  const store = createApiStore({
    now: () => simulation.now(),
    later: (delayMs, task) => void simulation.after(delayMs, task)
  })
  createBaseObjects(store, startMs, [], [node])
  startNodeLeases(store, simulation, startMs)
  const lease = () => store.get(keys.leases, 'kube-node-lease', 'node-1')
  const ageMs = (): number => simulation.nowMs() - Date.parse(textOf(objectOf(lease()?.['spec'])['renewTime']))
  const wait = (seconds: number): void => simulation.runUntil(simulation.nowMs() + seconds * 1000)

  simulation.runUntil(startMs)
  expect(lease()).toMatchObject({
    metadata: {
      creationTimestamp: store.get(keys.nodes, null, 'node-1')?.metadata.creationTimestamp,
      ownerReferences: [{ kind: 'Node', name: 'node-1' }]
    },
    spec: { holderIdentity: 'node-1', leaseDurationSeconds: 40, renewTime: expect.stringMatching(/\.\d{6}Z$/) }
  })
  wait(600)
  expect(ageMs()).toBeLessThanOrEqual(10_000)
  store.delete(keys.leases, 'kube-node-lease', 'node-1')
  store.delete(keys.namespaces, null, 'kube-node-lease')
  wait(60)
  expect(lease()).toBeUndefined()
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-node-lease' } }
  store.create(keys.namespaces, namespace, { manager: 'test' })
  wait(10)
  expect(ageMs()).toBeLessThanOrEqual(10_000)
})
