import { describe, expect, it } from 'vitest'
import { executorFor, kinds, rig, type RigOptions } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

const canary = (target: string) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'web', namespace: 'shop', uid: 'uid-canary' },
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target } }
})

type Cluster = Awaited<ReturnType<typeof rig>>['cluster']

/** Plans, lets something happen, approves, and waits for the end. */
async function approveAfter(happen: (cluster: Cluster) => void, kind: RigOptions['kind'] = 'staging') {
  const at = await rig({ kind })
  const plan = await at.plan(3)
  happen(at.cluster)
  const { executor, journal, settled } = await executorFor(at, [plan])
  expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
  return { run: await settled(), cluster: at.cluster, journal }
}

describe('between plan and request', () => {
  it.each(['checkout', 'checkout-primary'])('a Canary may have come for %s: then nothing is sent', async (name) => {
    const { run, cluster, journal } = await approveAfter((at) => {
      // The primary of a Canary carries its name with the suffix.
      if (name === 'checkout') at.canaries = [canary('checkout')]
      else {
        at.canaries = []
        const metadata = at.deployment['metadata'] as Record<string, unknown>
        metadata['ownerReferences'] = [
          { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'web', uid: 'uid-canary', controller: true }
        ]
      }
    })
    expect(run).toMatchObject({ outcome: 'failed', attempts: [], failure: { code: 'refused' } })
    expect(run.failure?.message).toMatch(/^Refused: Canary shop\/web .* Nothing was sent\.$/)
    expect(cluster.patches).toBe(0)
    expect(kinds(journal)).not.toContain('intent')
  })

  it('a Rollout may have taken it for its template: then nothing is sent', async () => {
    const { run, cluster } = await approveAfter((at) => {
      const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' }
      at.rollouts = [{ metadata: { name: 'web', namespace: 'shop', uid: 'uid-rollout' }, spec: { workloadRef } }]
    })
    expect(run).toMatchObject({ outcome: 'failed', attempts: [], failure: { code: 'refused' } })
    expect(run.failure?.message).toBe(
      'Refused: Rollout shop/web takes its pods from this Deployment. Nothing was sent.'
    )
    expect(cluster.patches).toBe(0)
  })

  it('a Canary of another Deployment changes nothing', async () => {
    const { run } = await approveAfter((at) => (at.canaries = [canary('search')]))
    expect(run).toMatchObject({ outcome: 'succeeded', proved: true })
  })

  it.each([
    ['staging', 'failed', 0],
    ['production', 'succeeded', 1]
  ] as const)(
    'Canaries may have become unreadable: in %s, where it was approved so, that is %s',
    async (kind, outcome, patches) => {
      const { run, cluster } = await approveAfter((at) => (at.canaries = 403), kind)
      expect(run.outcome).toBe(outcome)
      expect(cluster.patches).toBe(patches)
    }
  )

  it.each([
    ['paused', (at: Cluster) => void (at.spec()['paused'] = true), 'checkout was paused after the plan was made'],
    [
      'marked for deletion',
      (at: Cluster) =>
        void ((at.deployment['metadata'] as Record<string, unknown>)['deletionTimestamp'] = '2026-03-01T06:00:00Z'),
      'checkout is being deleted since 2026-03-01 06:00:00Z'
    ],
    [
      'replaced',
      (at: Cluster) => void ((at.deployment['metadata'] as Record<string, unknown>)['uid'] = 'another'),
      'checkout was deleted or replaced after the plan was made'
    ],
    [
      'applied anew without another template, which the undo would take back',
      (at: Cluster) => at.annotate({ 'kubectl.kubernetes.io/last-applied-configuration': '{}' }),
      'kubectl.kubernetes.io/last-applied-configuration of checkout changed after the plan was made'
    ]
  ])('it may have been %s: then nothing is sent', async (_what, happen, why) => {
    const { run, cluster } = await approveAfter(happen)
    expect(run).toMatchObject({ outcome: 'conflict', attempts: [] })
    expect(run.failure?.message).toBe(`${why}; nothing was sent.`)
    expect(cluster.patches).toBe(0)
  })

  it('someone else may have changed the template, and is named', async () => {
    const { run } = await approveAfter((at) => at.release('5'))
    expect(run.failure?.message).toMatch(/last written by someone at \d{4}-\d\d-\d\d [\d:]{8}Z/)
  })

  it('someone else may have rolled back already, and be stuck: that deadline counts', async () => {
    const { run, cluster } = await approveAfter((at) => {
      at.release('3')
      at.crashing = true
      const progressing = {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        lastUpdateTime: new Date(Date.now() + 2_000).toISOString()
      }
      at.deployment['status'] = { ...(at.deployment['status'] as object), conditions: [progressing] }
    })
    expect(run).toMatchObject({ outcome: 'noChange', proved: false })
    expect(run.checks.find(({ name }) => name === 'rollout')).toMatchObject({
      status: 'False',
      evidence: 'deployment "checkout" exceeded its progress deadline'
    })
    expect(cluster.patches).toBe(0)
  })

  it('scaling does not matter', async () => {
    const { run, cluster } = await approveAfter((at) => {
      const metadata = at.deployment['metadata'] as Record<string, unknown>
      metadata['resourceVersion'] = '777'
      metadata['generation'] = 12
      at.deployment['status'] = { ...(at.deployment['status'] as object), observedGeneration: 12 }
    })
    expect(run.outcome).toBe('succeeded')
    expect(cluster.applied).toBe(1)
  })
})
