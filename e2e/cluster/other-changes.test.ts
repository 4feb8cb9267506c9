import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { watchFeeds } from '../../src/main/autopilot/watch-feeds.ts'
import { createConsole } from '../../src/main/console.ts'
import { asking } from '../../src/main/console/testing/asking.ts'
import { agreeingDialogs, consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { createAdmin } from './admin.ts'
import { hasBench, openBench, type Bench } from './bench.ts'
import { deployment, namespace, service } from './scenarios/manifests.ts'

// Kinds that the drill does not serve, or whose writers only a real API server notes down: what an autoscaler, a migration and a
// policy look like among what changed.

const [place, name] = ['other-changes', 'basket']
const patienceMs = 60_000
const pods = { matchLabels: { app: name } }

const autoscaler = (maxReplicas: number): object => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: place },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 2, maxReplicas }
})
const job = (called: string): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: called, namespace: place },
  spec: {
    suspend: true,
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'run', image: 'registry.example/run:1' }] } }
  }
})
const policy = (called: string, podSelector: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: called, namespace: place },
  spec: { podSelector, policyTypes: ['Ingress'] }
})

describe.skipIf(!hasBench)('what changed on the real API server', () => {
  let bench: Bench

  beforeAll(async () => {
    bench = await openBench()
    const admin = createAdmin(bench)
    await admin.apply(namespace(place), service(place, name))
    await admin.apply(deployment({ namespace: place, name, tag: '1.0.0', replicas: 2 }), autoscaler(3))
    await admin.kubectl(['-n', place, 'rollout', 'status', `deployment/${name}`, '--timeout=60s'])
    await admin.apply(job('db-migrate-7'), job('newsletter'))
    await admin.apply(policy('over-basket', pods), policy('over-others', { matchLabels: { app: 'else' } }))
    const raised = JSON.stringify({ spec: { maxReplicas: 9 } })
    await admin.kubectl(['-n', place, 'patch', 'hpa', name, '--type=merge', '--field-manager=ann', '-p', raised])
  }, 120_000)

  /** What is shown to somebody of that name, by object. */
  async function lookAs(user: string) {
    const dir = await mkdtemp(join(tmpdir(), 'backout-other-changes-'))
    const file = bench.kubeconfigs[user] ?? ''
    const launch = { kind: 'kubeconfig', file, context: user, namespace: place } as const
    const backout = createConsole(consolePorts(dir, { env: {}, launch, dialogs: agreeingDialogs }))
    const feeds = watchFeeds(backout)
    onTestFinished(async () => {
      feeds.close()
      await backout.close()
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    })
    const ask = asking(() => backout)
    await feeds.until('services', patienceMs, ({ services }) => (services?.rows.state === 'value' ? true : undefined))
    await ask('service.open', { ref: { namespace: place, name } })
    await feeds.until('the pods', patienceMs, ({ service: seen }) =>
      seen?.pods.state === 'value' && seen.pods.value.length === 2 ? true : undefined
    )
    await ask('changes.look', {})
    return feeds.until('what changed', patienceMs, ({ changes }) =>
      changes !== null && changes.readAt !== null ? changes : undefined
    )
  }

  test('has the autoscaler, the migration and the policy, by whom, and what they have to do with it', async () => {
    const { changes, unread, notServed } = await lookAs('admin')
    const seen = (object: string, by?: string) =>
      changes.find((change) => change.object === object && (by === undefined || change.by === by))
    expect(seen(`HorizontalPodAutoscaler ${name}`, 'ann')).toMatchObject({
      what: 'spec.maxReplicas',
      bearing: 'it sets how many pods serve'
    })
    expect(seen('Job db-migrate-7')?.bearing).toContain('migration')
    expect(seen('Job newsletter')?.bearing).not.toContain('migration')
    expect(seen('NetworkPolicy over-basket')?.bearing).toContain('who may reach these pods')
    expect(seen('NetworkPolicy over-others')?.bearing).toBe('')
    expect(unread).toEqual([])
    expect(notServed).toEqual([])
  }, 120_000)

  test('says what the operator may not read', async () => {
    const { changes, unread } = await lookAs('operator')
    expect(changes.some(({ object }) => object === `HorizontalPodAutoscaler ${name}`)).toBe(true)
    expect(unread.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Jobs', 'NetworkPolicies']))
    const codes = new Map(unread.map(({ kind, failure }) => [kind, failure.code]))
    expect([codes.get('Jobs'), codes.get('NetworkPolicies')]).toEqual(['forbidden', 'forbidden'])
  }, 120_000)
})
