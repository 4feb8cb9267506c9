import { expect, test } from 'vitest'
import { keys, nameOf, type Deployment, isReady, type Pod } from '../controllers/kube-types.ts'
import { createWorld } from './world.ts'

test('debug', () => {
  const t0 = performance.now()
  const w = createWorld({ scenario: (process.env['SC'] ?? 'bad-deploy') as never, seed: Number(process.env['SEED'] ?? 1), speed: 1, startMs: Math.floor(Date.now() / 1000) * 1000, token: () => 'x' })
  console.log('ms', performance.now() - t0, w.store.resourceVersion(), w.plan.focus, w.plan.namespace)
  for (const d of w.store.list(keys.deployments) as readonly Deployment[]) console.log(nameOf(d), d.metadata.generation, JSON.stringify({ ...d.status, conditions: d.status?.conditions?.map((c) => `${c.type}=${c.status}/${c.reason}`) }), d.spec.template.spec.containers[0]?.image)
  for (const d of w.store.list(keys.replicaSets, w.plan.namespace)) console.log(nameOf(d), d.metadata.creationTimestamp, JSON.stringify(d.metadata.annotations), JSON.stringify(d['status']))
  for (const d of w.store.list(keys.pods) as readonly Pod[]) console.log(nameOf(d), d.spec.nodeName, d.status?.phase, isReady(d), d.status?.podIP)
  for (const e of w.store.list(keys.events)) console.log(e['lastTimestamp'], e['count'], e['reason'], e['message'])
  expect(1).toBe(1)
})
