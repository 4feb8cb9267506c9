import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { EnvironmentView, Owner, Ownership } from '../../contract/index.ts'
import { createKubeConnection } from '../connections/create-kube-connection.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer
} from '../connections/testing/tls-server.ts'
import { FakeCluster, type FakeAnswer } from '../execute/testing/fake-cluster.ts'
import { createClock } from '../lib/clock.ts'
import { planDigest } from '../lib/plan-digest.ts'
import type { RevisionRecords } from './gather-records.ts'
import { planDeploymentRollback, type PlanInput, type PlanResult } from './index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Override = (method: string, path: string) => FakeAnswer | null

async function stage(cluster = new FakeCluster(), override: Override = () => null) {
  const server = await startTlsServer((request, response, body) => {
    if (answerOpening(request, response)) return
    const method = request.method ?? ''
    const url = request.url ?? ''
    const answer = override(method, url) ?? cluster.answer(method, url, body)
    if (answer) sendJson(response, answer.body, answer.status)
    else sendStatus(response, 404, 'NotFound', 'not found')
  })
  closing.push(() => server.close())
  const logged: string[] = []
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false },
    onExchange: ({ command }) => logged.push(command)
  })
  closing.push(() => connection.close())
  const environment: EnvironmentView = {
    id: 'here',
    name: 'here',
    kind: 'staging',
    connectionId: 'c',
    context: 'test',
    server: connection.server,
    namespace: 'shop',
    insecure: false
  }
  const plan = (change: Partial<PlanInput> = {}): Promise<PlanResult> =>
    planDeploymentRollback({
      environment,
      connection,
      ref: { namespace: 'shop', name: 'checkout' },
      ownership: { state: 'known', owners: [] },
      records: [],
      pods: [],
      reader: connection.reader,
      clock: createClock(null),
      newId: randomUUID,
      ...change
    })
  return { cluster, server, connection, environment, plan, logged }
}

function record(revision: number, verdict: 'good' | 'bad' | 'none'): RevisionRecords {
  return {
    replicaSet: `checkout-${revision}`,
    uid: `uid-checkout-${revision}`,
    revision,
    records: [{ verdict, source: 'metrics', text: `Evidence of ${revision}.`, at: '' }],
    record: verdict,
    recommended: false,
    lastServedAt: null
  }
}

function statusOf(code: number, message: string, details: object = {}): FakeAnswer {
  const reason = code === 403 ? 'Forbidden' : 'Invalid'
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code, details }
  }
}

async function planned(result: Promise<PlanResult>) {
  const settled = await result
  if (settled.kind !== 'plan') throw new Error(`${settled.kind}: ${settled.lever.reason}`)
  return settled.plan
}

describe('the revision', () => {
  it('is the newest with a good record, never "previous"', async () => {
    const at = await stage()
    const result = at.plan({ records: [record(4, 'bad'), record(3, 'bad'), record(2, 'good'), record(1, 'good')] })
    const plan = await planned(result)
    expect(plan.target).toMatchObject({
      fromRevision: 4,
      toRevision: 2,
      toReplicaSet: 'checkout-2',
      fromReplicaSet: 'checkout-4'
    })
    expect(plan.why).toBe('Revision 2 is the newest with a good record. Evidence of 2.')
    expect((await result).lever.state).toBe('recommended')
    expect(at.cluster.patches).toBe(0)
  })

  it('is chosen by the operator without evidence', async () => {
    const at = await stage()
    expect(await at.plan({ records: [record(3, 'bad')] })).toMatchObject({
      kind: 'needsChoice',
      lever: { reason: '3 earlier revisions exist; 1 of them has a bad record, none a good one. Choose one.' }
    })
    const plan = await planned(at.plan({ revision: 3, records: [record(3, 'bad')] }))
    expect(plan.guards.find(({ id }) => id === 'record')).toMatchObject({ status: 'warning' })
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
    expect(await at.plan({ records: [record(1, 'good')] })).toMatchObject({ kind: 'needsChoice' })
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
      lever: { reason: 'The current template already matches revision 4.' }
    })
  })
})

describe('the plan', () => {
  it('says exactly what will be sent and what that does', async () => {
    const at = await stage()
    const plan = await planned(at.plan({ revision: 3 }))
    expect(plan.steps[0]).toMatchObject({
      command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=3',
      fidelity: 'stronger',
      request: {
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/shop/deployments/checkout',
        query: { fieldManager: 'backout' },
        contentType: 'application/json-patch+json'
      }
    })
    expect(plan.diff.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: '      image: registry.example/checkout:4' },
      { kind: 'added', text: '      image: registry.example/checkout:3' }
    ])
    expect(plan.annotationChanges).toEqual([
      'Afterwards revision 3 is numbered 5; revision 4 keeps its number.',
      'kubernetes.io/change-cause comes back as "release 3".',
      'team/note is removed: only the Deployment has it.'
    ])
    expect(plan.inverse).toEqual({
      text: 'undo to revision 4',
      command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=4'
    })
    expect(plan.preview.status).toBe('accepted')
    expect(plan.blocked).toBeUndefined()
    expect(plan.digest).toBe(planDigest(plan, at.connection.identity))
    expect(at.logged).toContain(`${plan.steps[0]?.command} --dry-run=server`)
  })

  it('has another digest for another cluster, body or expiry', async () => {
    const at = await stage()
    const plan = await planned(at.plan({ revision: 3 }))
    const [step] = plan.steps
    if (!step) throw new Error('no step')
    const digests = [
      planDigest(plan, 'another cluster'),
      planDigest({ ...plan, expiresAt: plan.createdAt }, at.connection.identity),
      planDigest({ ...plan, steps: [{ ...step, request: { ...step.request, body: '[]' } }] }, at.connection.identity)
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
    const plan = await planned(at.plan({ revision: 3, ownership, environment: { ...at.environment, kind } }))
    expect(plan.approval.kind).toBe(expected)
    if (plan.approval.kind === 'typed') expect(plan.approval.text).toBe('checkout@here')
  })
})

describe('the dry run', () => {
  const isPatch =
    (answer: FakeAnswer): Override =>
    (method) =>
      method === 'PATCH' ? answer : null

  it.each([
    ['another kind', { kind: 'Status', apiVersion: 'v1', status: 'Success' }],
    [
      'another Deployment',
      { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'checkout', uid: 'another' } }
    ]
  ])('is not accepted by an answer about %s', async (_what, body) => {
    const at = await stage(new FakeCluster(), isPatch({ status: 200, body }))
    const plan = await planned(at.plan({ revision: 3 }))
    expect(plan.preview.status).toBe('failed')
    expect(plan.blocked).toMatchObject({ code: 'notKubernetes', retryable: true })
  })

  it('shows what admission makes of the template, and that is what the run will look for', async () => {
    const cluster = new FakeCluster()
    const original = await planned((await stage(new FakeCluster())).plan({ revision: 3 }))
    cluster.admit = (changed) => {
      const spec = changed['spec'] as { readonly template: { readonly spec: object } }
      const template = { ...spec.template, spec: { ...spec.template.spec, priorityClassName: 'gold' } }
      return { ...changed, spec: { ...spec, template } }
    }
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.preview.text).toContain('its admission changes the template: + priorityClassName: gold')
    expect(plan.guards.find(({ id }) => id === 'preview')?.status).toBe('warning')
    expect(plan.blocked).toBeUndefined()
    expect(plan.target.toTemplate).not.toBe(original.target.toTemplate)
  })

  it('blocks when admission puts the present template back', async () => {
    const cluster = new FakeCluster()
    const { template } = cluster.spec()
    cluster.admit = (changed) => ({ ...changed, spec: { ...(changed['spec'] as object), template } })
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'refused', message: expect.stringContaining('nothing would change') })
  })

  it.each([400, 403, 409, 422])('that a webhook denies with %i names the webhook, and no Role', async (code) => {
    const denied = statusOf(code, 'admission webhook "gate.example" denied the request: unsigned')
    const plan = await planned((await stage(new FakeCluster(), isPatch(denied))).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('Admission webhook "gate.example"')
    expect(plan.blocked?.message).toContain('unsigned')
    expect(plan.blocked?.grant).toBeUndefined()
  })

  it('that meets another writer asks to plan again', async () => {
    const bare = statusOf(422, 'the server rejected our request due to an error in our request')
    const plan = await planned((await stage(new FakeCluster(), isPatch(bare))).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'preconditionFailed', remedy: 'Plan again.', retryable: true })
  })
})

describe('guards', () => {
  it('refuse a Deployment that a Canary targets, and read nothing', async () => {
    const at = await stage()
    const owner: Owner = { system: 'Flagger', name: 'Canary shop/checkout', effect: '', role: 'target', evidence: '' }
    const result = await at.plan({ ownership: { state: 'known', owners: [owner] } })
    expect(result).toMatchObject({ kind: 'refused', trap: { id: 'T3', severity: 'refused' } })
    expect(result.lever.source).toContain('fluxcd/flagger')
    expect(at.logged).toEqual([])
  })

  it('block a paused Deployment and offer to resume it', async () => {
    const cluster = new FakeCluster()
    cluster.spec()['paused'] = true
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'refused' })
    expect(plan.blocked?.remedy).toContain('kubectl --context test -n shop rollout resume deployment/checkout')
    expect(plan.preview.status).toBe('notRun')
  })

  it('block a Deployment that is being deleted', async () => {
    const cluster = new FakeCluster()
    const metadata = cluster.deployment['metadata'] as Record<string, unknown>
    metadata['deletionTimestamp'] = '2026-03-01T06:00:00Z'
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('is being deleted since 2026-03-01T06:00:00Z')
  })

  it('block a template with a number that cannot be carried exactly', async () => {
    const cluster = new FakeCluster()
    const third = cluster.replicaSets[2]?.['spec'] as { template: { spec: Record<string, unknown> } }
    third.template.spec['tolerations'] = [{ tolerationSeconds: 2 ** 60 }]
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked?.message).toContain('at spec.tolerations.0.tolerationSeconds')
    expect(plan.blocked?.remedy).toContain('--to-revision=3')
    expect(plan.preview.status).toBe('notRun')
  })

  it('warn of a way back that will be deleted, and of an opt-out that undo takes away', async () => {
    const cluster = new FakeCluster()
    cluster.spec()['revisionHistoryLimit'] = 0
    const { annotations } = cluster.deployment['metadata'] as { annotations: Record<string, string> }
    annotations['kustomize.toolkit.fluxcd.io/reconcile'] = 'disabled'
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.guards.find(({ id }) => id === 'history')).toMatchObject({
      status: 'warning',
      text: expect.stringContaining('revision 4 is deleted')
    })
    expect(plan.inverse.text).toBe('undo to revision 4, only until this rollback is complete')
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
    const plan = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(plan.blocked).toMatchObject({ code: 'conflict', retryable: true })
    expect(plan.guards.find(({ id }) => id === 'controller')?.status).toBe('blocked')
  })

  it('block a context that does not verify the server', async () => {
    const at = await stage()
    const plan = await planned(at.plan({ revision: 3, environment: { ...at.environment, insecure: true } }))
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
      evidence: ''
    }
    const idle = await planned(
      (await stage(none)).plan({ revision: 3, ownership: { state: 'known', owners: [owner] } })
    )
    expect(idle.guards.filter(({ status }) => status === 'warning').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['replicas', 'owners'])
    )
    const recreate = new FakeCluster()
    recreate.spec()['strategy'] = { type: 'Recreate' }
    const down = await planned((await stage(recreate)).plan({ revision: 3 }))
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
    const plan = await planned(at.plan({ revision: 3 }))
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
    const plan = await planned((await stage(changed)).plan({ revision: 3 }))
    expect(plan.drifted).toEqual(['ConfigMap limits'])
    expect(plan.guards.find(({ id }) => id === 'drift')?.text).toContain('changed by kubectl at 2026-03-01T04:30:00Z')
    const hidden = await stage(new FakeCluster(), (_, path) =>
      path.includes('/configmaps/') ? statusOf(403, 'no') : null
    )
    const blind = await planned(hidden.plan({ revision: 3 }))
    expect(blind.drifted).toEqual([])
    expect(blind.guards.find(({ id }) => id === 'drift')).toMatchObject({ status: 'warning' })
    expect(blind.blocked).toBeUndefined()
  })

  it('tell an optional reference that is not there from one that pods need', async () => {
    const cluster = new FakeCluster()
    cluster.configMapWrittenAt = null
    const needed = await planned((await stage(cluster)).plan({ revision: 3 }))
    expect(needed.drifted).toEqual(['ConfigMap limits'])
    const optional = new FakeCluster()
    optional.configMapWrittenAt = null
    const text = JSON.stringify(optional.replicaSets[2])
    optional.replicaSets[2] = JSON.parse(text.replace('"key":"limit"', '"key":"limit","optional":true'))
    const plan = await planned((await stage(optional)).plan({ revision: 3 }))
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
