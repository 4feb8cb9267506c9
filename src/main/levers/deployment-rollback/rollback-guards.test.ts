import { describe, expect, it } from 'vitest'
import type { Owner } from '../../../contract/index.ts'
import { FakeCluster } from './testing/fake-cluster.ts'
import { stage, statusOf } from './testing/planner.ts'
import { planned } from '../testing/planned.ts'

describe('guards', () => {
  it('refuse a Deployment that a Canary targets, and read nothing', async () => {
    const at = await stage()
    const owner: Owner = {
      system: 'Flagger',
      name: 'Canary shop/checkout',
      effect: '',
      role: 'target',
      evidence: '',
      source: ''
    }
    const result = await at.plan({ ownership: { state: 'known', owners: [owner] } })
    expect(result).toMatchObject({ kind: 'refused', trap: { id: 'T3', severity: 'refused' } })
    expect(result).toMatchObject({ source: expect.stringContaining('fluxcd/flagger') })
    expect(at.logged).toEqual([])
  })

  it('block a paused Deployment and offer to resume it', async () => {
    const cluster = new FakeCluster()
    cluster.spec()['paused'] = true
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'refused' })
    expect(plan.blocked?.remedy).toContain('kubectl --context test -n shop rollout resume deployment/checkout')
    expect(plan.preview.status).toBe('notRun')
  })

  it('block a Deployment that is being deleted', async () => {
    const cluster = new FakeCluster()
    const metadata = cluster.deployment['metadata'] as Record<string, unknown>
    metadata['deletionTimestamp'] = '2026-03-01T06:00:00Z'
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('is being deleted since 2026-03-01 06:00:00Z')
  })

  it('block a template with a number that cannot be carried exactly', async () => {
    const cluster = new FakeCluster()
    const third = cluster.replicaSets[2]?.['spec'] as { template: { spec: Record<string, unknown> } }
    third.template.spec['tolerations'] = [{ tolerationSeconds: 2 ** 60 }]
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('at spec.tolerations.0.tolerationSeconds')
    expect(plan.blocked?.remedy).toContain('--to-revision=3')
    expect(plan.preview.status).toBe('notRun')
  })

  it('warn of a way back that will be deleted, and of an opt-out that undo takes away', async () => {
    const cluster = new FakeCluster()
    cluster.spec()['revisionHistoryLimit'] = 0
    const { annotations } = cluster.deployment['metadata'] as { annotations: Record<string, string> }
    annotations['kustomize.toolkit.fluxcd.io/reconcile'] = 'disabled'
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.guards.find(({ id }) => id === 'history')).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('revision 4 is deleted')
    })
    expect(plan.inverse?.text).toBe('undo to revision 4, only until this rollback is complete')
    expect(plan.guards.find(({ id }) => id === 'optOut')).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('kustomize.toolkit.fluxcd.io/reconcile: disabled')
    })
    expect(plan.blocked).toBeUndefined()
  })

  it.each(['generation', 'template', 'number'])('block while the controller is behind in %s', async (what) => {
    const cluster = new FakeCluster()
    if (what === 'generation') cluster.deployment['status'] = { observedGeneration: 1 }
    else if (what === 'template') cluster.replicaSets.pop()
    else Object.assign(cluster.replicaSets[3]?.['metadata'] ?? {}, { annotations: {} })
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'conflict', retryable: true })
    expect(plan.guards.find(({ id }) => id === 'controller')?.status).toBe('blocked')
  })

  it('block a context that does not verify the server', async () => {
    const at = await stage()
    const { plan } = await planned(at.plan({ revision: 3, environment: { ...at.environment, insecure: true } }))
    expect(plan.blocked?.message).toContain('does not verify')
  })

  it('warn of zero replicas, of downtime, and of who puts it back', async () => {
    const none = new FakeCluster()
    none.spec()['replicas'] = 0
    const owner: Owner = {
      system: 'Flux',
      name: 'Kustomization apps/shop',
      effect: 'It reverts within 10 min.',
      role: 'gitops',
      evidence: '',
      source: ''
    }
    const { plan: idle } = await planned(
      (await stage(none)).plan({ revision: 3, ownership: { state: 'known', owners: [owner] } })
    )
    expect(idle.guards.filter(({ status }) => status === 'warning').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['replicas', 'owners'])
    )
    const recreate = new FakeCluster()
    recreate.spec()['strategy'] = { type: 'Recreate' }
    const { plan: down } = await planned((await stage(recreate)).plan({ revision: 3 }))
    expect(down.guards.find(({ id }) => id === 'strategy')?.text).toContain('the service is down meanwhile')
    expect(down.blast).toBe('2 pods, all at once')
  })

  it('learn who may not do what, and the smallest Role that would allow it', async () => {
    const at = await stage(new FakeCluster(), (method) =>
      method === 'PATCH'
        ? {
            status: 403,
            body: {
              kind: 'Status',
              apiVersion: 'v1',
              metadata: {},
              status: 'Failure',
              reason: 'Forbidden',
              code: 403,
              message:
                'deployments.apps "checkout" is forbidden: User "operator" cannot patch resource "deployments" in API group "apps" in the namespace "shop"'
            }
          }
        : null
    )
    const { plan } = await planned(at.plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({
      code: 'forbidden',
      address: {
        verb: 'patch',
        resource: 'deployments',
        namespace: 'shop',
        name: 'checkout',
        user: 'operator',
        status: 403
      }
    })
    expect(plan.blocked?.grant).toContain('verbs: [patch]')
    expect(plan.blocked?.grant).toContain('name: operator')
  })

  it('say what undo does not bring back, and what they could not see', async () => {
    const changed = new FakeCluster()
    changed.configMapWrittenAt = '2026-03-01T04:30:00Z'
    const { plan } = await planned((await stage(changed)).plan({ revision: 3 }))
    expect(plan.drifted).toEqual([
      {
        label: 'ConfigMap limits',
        how: 'was changed by kubectl',
        at: '2026-03-01T04:30:00Z',
        means: 'undo does not bring it back'
      }
    ])
    expect(plan.guards.find(({ id }) => id === 'drift')?.text).toContain('changed by kubectl at 2026-03-01 04:30:00Z')
    changed.configMapWrittenBy = 'kubectl-backout'
    const { plan: repaired } = await planned((await stage(changed)).plan({ revision: 3 }))
    expect(repaired.drifted).toMatchObject([
      { how: 'was written by Backout', means: 'undo leaves it as that run left it' }
    ])
    const hidden = await stage(new FakeCluster(), (_, path) =>
      path.includes('/configmaps/') ? statusOf(403, 'no') : null
    )
    const { plan: blind } = await planned(hidden.plan({ revision: 3 }))
    expect(blind.drifted).toEqual([])
    expect(blind.guards.find(({ id }) => id === 'drift')).toMatchObject({ status: 'warning' })
    expect(blind.blocked).toBeUndefined()
  })

  it('warn of an undo that does no more than a restart', async () => {
    const cluster = new FakeCluster()
    cluster.replicaSets.pop()
    cluster.restartAs(4, 3)
    const { plan } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.guards.find(({ id }) => id === 'restart')).toMatchObject({ status: 'warning' })
    const { plan: other } = await planned((await stage(cluster)).plan({ revision: 2 }))
    expect(other.guards.find(({ id }) => id === 'restart')).toBeUndefined()
  })

  it('tell an optional reference that is not there from one that pods need', async () => {
    const cluster = new FakeCluster()
    cluster.configMapWrittenAt = null
    const { plan: needed } = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(needed.drifted).toMatchObject([{ label: 'ConfigMap limits', how: 'is gone', at: null }])
    const optional = new FakeCluster()
    optional.configMapWrittenAt = null
    const text = JSON.stringify(optional.replicaSets[2])
    optional.replicaSets[2] = JSON.parse(text.replace('"key":"limit"', '"key":"limit","optional":true'))
    const { plan } = await planned((await stage(optional)).plan({ revision: 3 }))
    expect(plan.drifted).toEqual([])
    expect(plan.guards.find(({ id }) => id === 'drift')?.text).toContain('the pods start without it')
  })

  it('read metadata only of ConfigMaps and Secrets', async () => {
    const at = await stage()
    await planned(at.plan({ revision: 3 }))
    const read = at.server.requests.find(({ url }) => url.includes('/configmaps/'))
    expect(read?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1')
  })

  it('report an unreadable Deployment instead of guessing', async () => {
    const at = await stage(new FakeCluster(), (_, path) => (path.includes('/replicasets') ? statusOf(403, 'no') : null))
    expect(await at.plan({ revision: 3 })).toMatchObject({ kind: 'failed', failure: { code: 'forbidden' } })
  })
})
