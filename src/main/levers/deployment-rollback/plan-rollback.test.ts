import { describe, expect, it } from 'vitest'
import type { EnvironmentView, Ownership } from '../../../contract/index.ts'
import { FakeCluster } from './testing/fake-cluster.ts'
import { planDigest } from '../../ports/digest.ts'
import type { Standing } from '../../ports/standing.ts'
import { stage } from './testing/planner.ts'
import { planned } from '../testing/planned.ts'
import { requestIn, withBody } from './testing/rig.ts'

function standing(revision: number, verdict: 'good' | 'bad' | 'none'): Standing {
  return {
    replicaSet: `checkout-${revision}`,
    uid: `uid-checkout-${revision}`,
    revision,
    evidence: [{ verdict, source: 'metrics', text: `Evidence of ${revision}.`, at: '' }],
    standing: verdict,
    recommended: false,
    lastServedAt: null
  }
}

describe('the revision', () => {
  it('is the newest with a good standing, never "previous"', async () => {
    const at = await stage()
    const result = at.plan({
      standings: [standing(4, 'bad'), standing(3, 'bad'), standing(2, 'good'), standing(1, 'good')]
    })
    const { plan, steps } = await planned(result)
    expect(steps[0]).toMatchObject({
      facts: { fromRevision: 4, toRevision: 2, toReplicaSet: 'checkout-2', fromReplicaSet: 'checkout-4' }
    })
    expect(plan.why).toBe('Revision 2 is the newest with a good standing. Evidence of 2.')
    expect(await result).toMatchObject({ isChosen: false })
    expect(at.cluster.patches).toBe(0)
  })

  it('is chosen by the operator without evidence', async () => {
    const at = await stage()
    expect(await at.plan({ standings: [standing(3, 'bad')] })).toMatchObject({
      kind: 'needsChoice',
      reason: '3 earlier revisions exist; 1 of them has a bad standing, none a good one. Choose one.'
    })
    const { plan } = await planned(at.plan({ revision: 3, standings: [standing(3, 'bad')] }))
    expect(plan.guards.find(({ id }) => id === 'standing')).toMatchObject({ status: 'warning' })
  })

  it('that does not exist is named with those that do', async () => {
    const at = await stage()
    expect(await at.plan({ revision: 9 })).toMatchObject({
      kind: 'failed',
      failure: { message: 'Unable to find specified revision 9 in history.', remedy: 'Choose one of 4, 3, 2, 1.' }
    })
  })

  it('is nothing that cannot be named: without a number, or with one that two ReplicaSets carry', async () => {
    const cluster = new FakeCluster()
    const [first, second, third] = cluster.replicaSets.map((one) => one['metadata'] as { annotations: object })
    if (!first || !second || !third) throw new Error('no ReplicaSets')
    first.annotations = {}
    const at = await stage(cluster)
    expect(await at.plan({ revision: 0 })).toMatchObject({
      kind: 'failed',
      failure: { message: 'Unable to find specified revision 0 in history.', remedy: 'Choose one of 4, 3, 2.' }
    })
    expect(await at.plan({ standings: [standing(1, 'good')] })).toMatchObject({ kind: 'needsChoice' })
    second.annotations = third.annotations
    expect(await at.plan({ revision: 3 })).toMatchObject({
      kind: 'failed',
      failure: { message: 'Two ReplicaSets of deployment "checkout" carry revision 3.' }
    })
  })

  it('is nothing at all without a history, and the limit is named that keeps none', async () => {
    const cluster = new FakeCluster()
    cluster.spec()['revisionHistoryLimit'] = 0
    cluster.replicaSets.splice(0, 3)
    expect(await (await stage(cluster)).plan()).toMatchObject({
      kind: 'failed',
      failure: {
        message: 'No rollout history found for deployment "checkout": its revisionHistoryLimit is 0.',
        remedy: 'Deploy the good version again by its tag.'
      }
    })
  })

  it('that runs already needs nothing', async () => {
    const at = await stage()
    expect(await at.plan({ revision: 4 })).toMatchObject({
      kind: 'notNeeded',
      reason: 'The current template already matches revision 4.'
    })
  })
})

describe('the plan', () => {
  it('says exactly what will be sent and what that does', async () => {
    const at = await stage()
    const ready = await planned(at.plan({ revision: 3 }), at.connection.identity)
    const { plan, steps } = ready
    expect(plan.steps[0]).toMatchObject({
      command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=3',
      fidelity: 'stronger'
    })
    expect(requestIn(ready)).toMatchObject({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/shop/deployments/checkout',
      query: { fieldManager: 'kubectl-backout' },
      contentType: 'application/json-patch+json'
    })
    const diff = plan.changes.flatMap((change) => (change.kind === 'lines' ? change.lines : []))
    expect(diff.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: '      image: registry.example/checkout:4' },
      { kind: 'added', text: '      image: registry.example/checkout:3' }
    ])
    expect(plan.notes).toEqual([
      'Afterwards revision 3 is numbered 5; revision 4 keeps its number.',
      'kubernetes.io/change-cause comes back as "release 3".',
      'team/note is removed: only the Deployment has it.'
    ])
    expect(plan.inverse).toEqual({
      text: 'undo to revision 4',
      command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=4',
      lever: plan.lever,
      choice: { revision: 4 }
    })
    expect(plan.preview.status).toBe('accepted')
    expect(plan.blocked).toBeUndefined()
    expect(plan.digest).toBe(planDigest(plan, steps, at.connection.identity))
    expect(at.logged).toContain(`${plan.steps[0]?.command} --dry-run=server`)
  })

  it('has another digest for another cluster, body or expiry', async () => {
    const at = await stage()
    const ready = await planned(at.plan({ revision: 3 }), at.connection.identity)
    const { plan, steps } = ready
    const digests = [
      planDigest(plan, steps, 'another cluster'),
      planDigest({ ...plan, expiresAt: plan.createdAt }, steps, at.connection.identity),
      planDigest(plan, withBody(ready, '[]').steps, at.connection.identity)
    ]
    expect(new Set([plan.digest, ...digests]).size).toBe(4)
  })

  it.each<[EnvironmentView['kind'], Ownership['state'], string]>([
    ['staging', 'known', 'hold'],
    ['staging', 'unknown', 'typed'],
    ['production', 'known', 'typed'],
    ['drill', 'known', 'typed']
  ])('in %s with ownership %s is approved %s', async (kind, state, expected) => {
    const at = await stage()
    const ownership: Ownership =
      state === 'known' ? { state, owners: [] } : { state, owners: [], reason: 'canaries: 403' }
    const { plan } = await planned(at.plan({ revision: 3, ownership, environment: { ...at.environment, kind } }))
    expect(plan.approval.kind).toBe(expected)
    if (plan.approval.kind === 'typed') expect(plan.approval.text).toBe('checkout@here')
  })
})
