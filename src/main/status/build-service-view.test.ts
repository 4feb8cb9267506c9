import { describe, expect, it } from 'vitest'
import type { Observed } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { canaryObject } from '../providers/flagger/testing/canary-objects.ts'
import { watchedIds } from '../providers/flagger/watched.ts'
import { buildServiceView } from './build-service-view.ts'
import type { Observation } from './observation.ts'
import { crashing, deployment, pod, ready, replicaSet } from './testing/objects.ts'

const ref = { namespace: 'shop', name: 'checkout' }
const now = new Date('2026-01-01T12:05:00Z')
const observedAt = '2026-01-01T12:04:59.000Z'
const old = replicaSet(1, 'api:1', '2026-01-01T00:00:00Z', {
  annotations: { 'kubernetes.io/change-cause': 'first\u202e' }
})
const newest = replicaSet(2, 'api:2', '2026-01-01T12:00:00Z', { status: { replicas: 2, readyReplicas: 1 } })
const forbidden: Observed<never> = { state: 'forbidden', failure: failureOf('forbidden', 'may not'), observedAt }

function value<T>(content: T): Observed<T> {
  return { state: 'value', value: content, observedAt }
}

function view(change: Partial<Observation> = {}) {
  const observation: Observation = {
    deployment: value(deployment()),
    replicaSets: value([old, newest]),
    pods: value([pod('b', 2, ready), pod('a', 2, crashing), pod('c', 1, ready)]),
    canaries: { state: 'absent', reason: 'no such kind', observedAt },
    rollouts: { state: 'absent', reason: 'no such kind', observedAt },
    objects: new Map(),
    requests: { state: 'loading', awaiting: '', sinceAt: '' },
    signals: [],
    normalAt: null,
    prometheus: { state: 'loading', awaiting: 'Prometheus', sinceAt: observedAt },
    ...change
  }
  return buildServiceView(ref, observation, now)
}

function content<T>(observed: Observed<T>): T {
  if (observed.state !== 'value') throw new Error(observed.state)
  return observed.value
}

it('has the primary of its Canary as who serves, and not after a promotion that failed', () => {
  const primary = deployment({
    metadata: { name: 'checkout-primary', uid: 'd2' },
    spec: { replicas: 4 },
    status: { replicas: 4, updatedReplicas: 4, availableReplicas: 4, readyReplicas: 4 }
  })
  const atRest = deployment({ spec: { replicas: 0 }, status: { replicas: 0, readyReplicas: 0 } })
  const seen = (status: Readonly<Record<string, unknown>>) =>
    view({
      deployment: value(atRest),
      objects: new Map([
        [watchedIds.canaries, value([canaryObject({ name: 'checkout', target: 'checkout', status })])],
        [watchedIds.target, value([atRest])],
        [watchedIds.primary, value([primary])]
      ])
    }).serving
  expect(seen({ phase: 'Succeeded', canaryWeight: 0 })).toEqual({ name: 'checkout-primary', ready: 4, desired: 4 })
  expect(seen({ phase: 'Failed', canaryWeight: 100 })).toBeNull()
  expect(view().serving).toBeNull()
})

describe('the view of a service', () => {
  it('shows the history, newest first, with what differs from now', () => {
    const revisions = content(view().revisions)
    expect(revisions.map(({ revision, isCurrent, differs }) => [revision, isCurrent, differs])).toEqual([
      [2, true, []],
      [1, false, ['image api: api:1']]
    ])
    expect(revisions[1]).toMatchObject({ changeCause: 'first\\u{202e}', hash: 'hash1', standing: 'none' })
  })

  it('shows pods with the reason, the worst first', () => {
    expect(
      content(view().pods).map(({ name, ready: isReady, reason, revision }) => [name, isReady, reason, revision])
    ).toEqual([
      ['a', false, 'CrashLoopBackOff: back-off 1m20s restarting failed container=api', 2],
      ['b', true, '', 2],
      ['c', true, '', 1]
    ])
  })

  it('says when the rollout began: with the new ReplicaSet, or when an undo wrote the template', () => {
    expect(content(view().deployment)).toMatchObject({ changedAt: '2026-01-01T12:00:00Z', selector: 'app=checkout' })
    const undone = deployment({
      metadata: {
        managedFields: [
          { manager: 'backout', time: '2026-01-01T12:03:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } },
          { manager: 'kube-controller-manager', time: '2026-01-01T12:04:30Z', fieldsV1: { 'f:status': {} } },
          { manager: 'kubectl', time: '2026-01-01T11:00:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } }
        ]
      }
    })
    const taken = replicaSet(2, 'api:2', '2026-01-01T00:00:00Z', {
      annotations: { 'deployment.kubernetes.io/revision-history': '1' }
    })
    expect(content(view({ deployment: value(undone), replicaSets: value([taken]) }).deployment).changedAt).toBe(
      '2026-01-01T12:03:00Z'
    )
  })

  it('says when an undo took up a template of which nobody owns what it changed, and names nobody for it', () => {
    const undone = deployment({
      metadata: {
        annotations: { 'deployment.kubernetes.io/revision': '7' },
        // What a restart had written is gone, and whoever released before is the newest that owns any of it.
        managedFields: [
          { manager: 'kubectl-set', time: '2026-01-01T08:00:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } }
        ]
      }
    })
    const scaled = (...times: readonly [time: string, subresource?: string][]) => ({
      managedFields: times.map(([time, subresource]) => ({
        manager: 'kube-controller-manager',
        operation: 'Update',
        time,
        ...(subresource === undefined ? {} : { subresource })
      }))
    })
    const made = (revision: number, image: string, at: string, fields: object, history = ''): KubeObject => {
      const annotations = history === '' ? {} : { 'deployment.kubernetes.io/revision-history': history }
      const one = replicaSet(revision, image, at, { annotations })
      return { ...one, metadata: { ...one.metadata, ...fields } }
    }
    const taken = made(7, 'api:2', '2026-01-01T08:00:00Z', scaled(['2026-01-01T12:03:08Z']), '5')
    const restarted = (fields: object): KubeObject => made(6, 'api:3', '2026-01-01T11:50:00Z', fields)
    const seen = (...replicaSets: readonly KubeObject[]) =>
      content(view({ deployment: value(undone), replicaSets: value(replicaSets) }).deployment)
    const before = restarted(scaled(['2026-01-01T12:03:20Z'], ['2026-01-01T12:04:00Z', 'status']))
    expect(seen(taken, before)).toMatchObject({ changedAt: '2026-01-01T12:03:08Z', changedBy: '', takenUpFrom: 5 })
    // Scaled again later, as an autoscaler does, it began no later than the one before was gone.
    const grown = made(7, 'api:2', '2026-01-01T08:00:00Z', scaled(['2026-01-01T12:30:00Z']), '5')
    expect(seen(grown, before).changedAt).toBe('2026-01-01T12:03:20Z')
    // Without times of the controller it was not before the other one was made.
    expect(seen(made(7, 'api:2', '2026-01-01T08:00:00Z', {}, '5'), restarted({})).changedAt).toBe(
      '2026-01-01T11:50:00Z'
    )
  })

  it('says that a template is not numbered yet, whose it is, and since when, and of a change of the size nothing', () => {
    const undone = deployment({
      metadata: {
        generation: 4,
        annotations: { 'deployment.kubernetes.io/revision': '6' },
        managedFields: [
          { manager: 'backout', time: '2026-01-01T12:03:00Z', fieldsV1: { 'f:spec': { 'f:template': {} } } }
        ]
      }
    })
    const good = replicaSet(3, 'api:2', '2026-01-01T00:00:00Z')
    const bad = replicaSet(6, 'api:6', '2026-01-01T12:00:00Z')
    const seen = content(view({ deployment: value(undone), replicaSets: value([good, bad]) }).deployment)
    expect(seen).toMatchObject({ uncounted: true, takenUpFrom: 3, changedAt: '2026-01-01T12:03:00Z' })
    expect(seen.rollout.state).toBe('notObserved')
    const scaled = deployment({ metadata: { generation: 4 } })
    expect(content(view({ deployment: value(scaled) }).deployment)).not.toHaveProperty('uncounted')
  })

  it('says who wrote the template, which revision it was, and when its rollout was complete', () => {
    const progressing = (reason: string, lastUpdateTime: string) => ({
      conditions: [{ type: 'Progressing', status: 'True', reason, lastUpdateTime }]
    })
    const undone = (status: object) =>
      deployment({
        metadata: {
          managedFields: [
            {
              manager: 'kubectl-rollout\u202e',
              time: '2026-01-01T12:03:00Z',
              fieldsV1: { 'f:spec': { 'f:template': {} } }
            }
          ]
        },
        status: { ...status }
      })
    const taken = replicaSet(2, 'api:2', '2026-01-01T00:00:00Z', {
      annotations: { 'deployment.kubernetes.io/revision-history': '1,4' }
    })
    const shown = (status: object) =>
      content(view({ deployment: value(undone(status)), replicaSets: value([taken]) }).deployment)
    const done = shown(progressing('NewReplicaSetAvailable', '2026-01-01T12:03:40Z'))
    expect(done).toMatchObject({ changedBy: 'kubectl-rollout\\u{202e}', takenUpFrom: 4 })
    expect(done.rollout.endedAt).toBe('2026-01-01T12:03:40Z')
    // The end of an earlier rollout is none, nor is the progress of this one.
    expect(shown(progressing('NewReplicaSetAvailable', '2026-01-01T12:02:00Z')).rollout.endedAt).toBeNull()
    expect(shown(progressing('ReplicaSetUpdated', '2026-01-01T12:03:40Z')).rollout.endedAt).toBeNull()
    expect(content(view().deployment)).toMatchObject({ changedBy: '', takenUpFrom: null })
    // Whoever wrote minutes after the controller had made its revision did not release it.
    const made = replicaSet(2, 'api:2', '2026-01-01T11:50:00Z')
    const touched = content(view({ deployment: value(undone({})), replicaSets: value([made]) }).deployment)
    expect(touched).toMatchObject({ changedBy: '', takenUpFrom: null })
  })

  it('has a rollout ended when its last pod became ready where no condition says it, and not when one flaps later', () => {
    const readyAt = (name: string, lastTransitionTime: string) =>
      pod(name, 2, { ...ready, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] })
    const endOf = (...times: readonly string[]) => {
      const pods = value(times.map((time, index) => readyAt(`p${index}`, time)))
      return content(view({ pods }).deployment).rollout.endedAt
    }
    expect(endOf('2026-01-01T12:00:40Z', '2026-01-01T12:02:10Z')).toBe('2026-01-01T12:02:10.000Z')
    expect(endOf('2026-01-01T11:00:00Z'), 'a pod of before is not of this rollout').toBeNull()
    expect(endOf('2026-01-01T12:00:40Z', '2026-01-01T12:50:00Z')).toBe('2026-01-01T12:05:00.000Z')
  })

  it('measures for how long new pods have been unavailable against the progress deadline', () => {
    const rolling = deployment({
      status: {
        availableReplicas: 1,
        conditions: [{ type: 'Progressing', reason: 'ReplicaSetUpdated', status: 'True' }]
      }
    })
    const signal = (change: Partial<Observation>) => view(change).signals.find(({ id }) => id === 'newPodsUnavailable')
    expect(signal({ deployment: value(rolling) })).toMatchObject({
      measure: { state: 'known', value: 300, observedAt },
      normal: { value: 600 }
    })
    expect(signal({ deployment: value(rolling), pods: forbidden })).toMatchObject({
      measure: { state: 'known', value: 300 }
    })
    expect(
      signal({ deployment: value(rolling), pods: value([pod('b', 2, ready), pod('old', 1, crashing)]) })
    ).toMatchObject({ measure: { value: 0 } })
    const done = deployment({
      status: { conditions: [{ type: 'Progressing', reason: 'NewReplicaSetAvailable', status: 'True' }] }
    })
    expect(signal({ deployment: value(done) })).toMatchObject({ measure: { value: 0 } })
    expect(signal({ deployment: forbidden })).toMatchObject({ measure: { state: 'unknown', why: 'forbidden' } })
  })

  it('lets nothing belong to a Deployment that is not there', () => {
    const gone: Observed<KubeObject> = { state: 'absent', reason: 'gone', observedAt }
    const { deployment: shown, revisions, pods, ownership } = view({ deployment: gone })
    expect([shown, revisions, pods, ownership].map(({ state }) => state)).toEqual([
      'absent',
      'absent',
      'absent',
      'absent'
    ])
  })

  it('keeps the last good reading while the server is unreachable', () => {
    const failure = failureOf('unreachable', 'gone')
    const shown = view({
      deployment: { state: 'unreachable', failure, sinceAt: observedAt, last: { value: deployment(), observedAt } }
    }).deployment
    expect(shown).toMatchObject({ state: 'unreachable', last: { value: { revision: 2 }, observedAt } })
  })

  it('says of all that belongs to a Deployment that cannot be read since when, and when it is tried again', () => {
    const lost = { state: 'unreachable', failure: failureOf('unreachable', 'gone'), sinceAt: observedAt } as const
    const { pods, revisions } = view({ deployment: { ...lost, nextTryAt: '2026-03-01T02:00:09Z' } })
    expect([pods, revisions]).toEqual(Array.from({ length: 2 }, () => ({ ...lost, nextTryAt: '2026-03-01T02:00:09Z' })))
  })
})

describe('who owns a Deployment', () => {
  const canary = (name: string, target: string): KubeObject => ({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'shop', uid: name },
    spec: { targetRef: { kind: 'Deployment', name: target } }
  })
  const owners = (change: Partial<Observation>) => content(view(change).ownership)

  it('is known to be nobody only when Canaries and Rollouts can be read', () => {
    expect(owners({})).toEqual({ state: 'known', owners: [] })
    expect(owners({ rollouts: forbidden })).toMatchObject({
      state: 'unknown',
      reason: 'Rollouts cannot be read: may not'
    })
    expect(owners({ canaries: forbidden, rollouts: forbidden })).toMatchObject({
      reason: 'Canaries cannot be read: may not Rollouts cannot be read: may not'
    })
    expect(view({ rollouts: { state: 'loading', awaiting: 'Rollouts', sinceAt: observedAt } }).ownership.state).toBe(
      'loading'
    )
    expect(owners({ canaries: value([canary('other', 'search')]) })).toEqual({ state: 'known', owners: [] })
    expect(owners({ canaries: forbidden })).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('may not')
    })
    expect(view({ canaries: { state: 'loading', awaiting: 'Canaries', sinceAt: observedAt } }).ownership.state).toBe(
      'loading'
    )
  })

  it('is the Canary that targets it, or whose primary it is', () => {
    expect(owners({ canaries: value([canary('checkout', 'checkout')]) }).owners).toMatchObject([
      { system: 'Flagger', role: 'target', name: 'Canary shop/checkout' }
    ])
    const primary = deployment({ metadata: { name: 'checkout-primary' } })
    expect(owners({ deployment: value(primary), canaries: value([canary('x', 'checkout')]) }).owners).toMatchObject([
      { role: 'primary', name: 'Canary shop/x' }
    ])
    const owned = (apiVersion: string) =>
      value(
        deployment({
          metadata: { ownerReferences: [{ apiVersion, kind: 'Canary', name: 'x', uid: 'c', controller: true }] }
        })
      )
    expect(owners({ deployment: owned('flagger.app/v1beta1') }).owners).toMatchObject([
      { system: 'Flagger', role: 'primary' }
    ])
    // The same kind of another group is an owner like any other.
    expect(owners({ deployment: owned('release.example.com/v1') }).owners).toMatchObject([
      { system: 'controller', role: 'controller', name: 'Canary x' }
    ])
  })

  it('is the Rollout whose workloadRef names it, and no other', () => {
    const rollout = (workloadRef: object): KubeObject => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'web', namespace: 'shop', uid: 'r' },
      spec: { workloadRef }
    })
    const claimed = (workloadRef: object) => owners({ rollouts: value([rollout(workloadRef)]) }).owners
    expect(claimed({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' })).toMatchObject([
      { system: 'Argo Rollouts', role: 'template', name: 'Rollout shop/web' }
    ])
    expect(claimed({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'search' })).toEqual([])
    expect(claimed({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout' })).toEqual([])
  })

  it('says of an applier that puts the template back what it was seen to do, once', () => {
    const fieldsV1 = { 'f:spec': { 'f:template': {} } }
    const metadata = { managedFields: [{ manager: 'own', operation: 'Apply', time: observedAt, fieldsV1 }] }
    const seen = value(deployment({ metadata }))
    const [applier] = owners({ deployment: seen }).owners
    expect(applier).toMatchObject({ name: 'Field manager own', effect: expect.stringContaining('with its next apply') })
    const repeating = applier ? [{ ...applier, effect: 'It did so twice.', reconciles: 'repeated' as const }] : []
    expect(owners({ deployment: seen, repeating }).owners).toEqual(repeating)
  })

  it('is whoever its marks name, beside a claim', () => {
    const metadata = { labels: { 'argocd.argoproj.io/instance': 'web' } }
    const canaries = value([canary('checkout', 'checkout')])
    expect(owners({ deployment: value(deployment({ metadata })), canaries }).owners.map(({ name }) => name)).toEqual([
      'Canary shop/checkout',
      'Application web'
    ])
  })
})
