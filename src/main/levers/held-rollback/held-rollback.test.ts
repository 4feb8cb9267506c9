import { describe, expect, test } from 'vitest'
import { judgeAll } from '../../plan/chooser.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { reconcilerKinds } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'
import { targetChecks } from '../../checks/registry.ts'
import { argo, flux, gitopsKit, reconcilerObject } from '../gitops-suspend/testing/gitops-stage.ts'
import { levers } from '../registry.ts'
import { carryOut } from '../testing/carry-out.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { heldRollback } from './index.ts'
import { heldStage, heldWorld, type SeenAs } from './testing/held-stage.ts'

const heldFlux = { ...flux, spec: { interval: '10m', suspend: true } }
const release = { kind: 'HelmRelease', spec: { interval: '5m' } } as const
const generated = {
  ...argo,
  metadata: { ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'all', uid: 's' }] }
}

const plain = 'deploymentRollback'
const held = 'heldRollback'

describe('what is recommended where Git', () => {
  test.each([
    ['says nothing of it', null, plain, 'Revision 1 is the newest'],
    [
      'is put back by Flux at its interval',
      flux,
      held,
      'Kustomization gitops/apps would put the undo back within 10 min'
    ],
    ['is put back by Argo CD', argo, held, 'Application gitops/apps would put the undo back within seconds'],
    ['is held already', heldFlux, plain, 'Kustomization gitops/apps: It is suspended.'],
    ['is applied with the next upgrade only', release, plain, 'HelmRelease gitops/apps: It leaves a manual change'],
    ['is written again by an ApplicationSet', generated, plain, 'ApplicationSet all keeps it from being held'],
    ['names what is gone', 'gone', plain, 'Revision 1 is the newest'],
    ['cannot be read', 'hidden', plain, 'Whether it is held cannot be read: User "ann" may not list kustomizations'],
    ['is being read', 'loading', undefined, '']
  ] as const)('%s', (_what, shape, lever, reason) => {
    const best = judgeAll(levers, heldWorld(shape)).find(({ state }) => state === 'recommended')
    expect(best?.id).toBe(lever)
    expect(best?.reason ?? '').toContain(reason)
  })

  test.each([
    ['puts it back', flux, plain, 'possible', 'puts it back within 10 min, with the errors: hold it first'],
    ['puts it back', flux, held, 'recommended', ''],
    ['leaves it until the next upgrade', release, held, 'possible', 'HelmRelease gitops/apps'],
    ['cannot be read', 'hidden', held, 'possible', 'cannot be read'],
    ['goes on', flux, 'gitopsResume', 'notNeeded', 'within 10 min'],
    ['cannot be read', 'hidden', 'gitopsResume', 'notNeeded', 'cannot be read'],
    ['is held', heldFlux, 'gitopsResume', 'possible', 'When the revert is in Git'],
    ['is held', heldFlux, 'gitopsSuspend', 'notNeeded', 'It is suspended.'],
    ['is written again', generated, held, 'failed', 'nothing would be held']
  ] as const)('%s: %o as %s', (_what, shape, id, state, reason) => {
    const view = judgeAll(levers, heldWorld(shape)).find((lever) => lever.id === id)
    expect(view).toMatchObject({ state, reason: expect.stringContaining(reason) as string })
  })

  test.each([null, heldFlux, 'gone'] as const)('is not kept by anybody, there is nothing to hold (%o)', (shape) => {
    expect(judgeAll(levers, heldWorld(shape)).map(({ id }) => id)).not.toContain(held)
  })

  test('says what is owed afterwards', () => {
    const leaves = (shape: SeenAs, id: string) =>
      judgeAll(levers, heldWorld(shape)).find((one) => one.id === id)?.leaves
    const resume = ['Revert in Git, then resume Kustomization gitops/apps']
    expect(leaves(flux, held)).toEqual(resume)
    expect(leaves(heldFlux, plain)).toEqual(resume)
  })

  test('asks for a choice with what would be held, where no revision is known to be good', () => {
    const standings = heldWorld(flux).standings.map(
      (one) => ({ ...one, standing: 'none', recommended: false }) as const
    )
    expect(judgeAll(levers, heldWorld(flux, standings)).filter(({ state }) => state === 'needsChoice')).toMatchObject([
      { id: held }
    ])
  })
})

test('is not planned without what is still being read', async () => {
  const stage = await heldStage(heldRollback, flux)
  const world = heldWorld('loading')
  const request = { choice: { revision: 1, resumes: '' }, continues: null, why: '' }
  expect(await heldRollback.plan(request, { ...stage.tools, world })).toMatchObject({
    kind: 'failed',
    failure: { code: 'missing', retryable: true, message: expect.stringContaining('is being read') as string }
  })
})

describe('an undo that would be put back by Flux', () => {
  playsEveryKill(gitopsKit(heldRollback, () => heldStage(heldRollback, flux)))
})

test('holds first, waits until nothing is under way, and undoes; one approval, and the way back in reverse', async () => {
  const { plan } = await (await heldStage(heldRollback, flux)).plan()
  expect(plan.steps.map(({ id, after }) => [id, after])).toEqual([
    ['hold', []],
    ['hold-stays', ['hold']],
    ['undo', ['hold-stays']]
  ])
  expect(plan.words.title).toBe('Hold Flux, then roll back cart to revision 1')
  expect(plan.approval).toEqual({ kind: 'hold', holdMs: 1_000 })
  expect(plan.inverse).toMatchObject({
    lever: 'heldRollback',
    text: 'undo to revision 2, then resume Kustomization gitops/apps'
  })
  expect(plan.inverse?.command.split('\n')).toEqual([
    expect.stringContaining('rollout undo deployment/cart --to-revision=2') as string,
    expect.stringContaining('patch kustomizations') as string
  ])
  expect(plan.leaves).toMatchObject([
    { text: expect.stringMatching(/^Revert the bad version in Git, then resume/) as string }
  ])
  const owners = plan.guards.find(({ id }) => id === 'owners')
  expect(owners?.text).toContain('Held first, it leaves the undo as it is')
})

test('what Flux shall clean up after is written under another name than what has to last beside it', async () => {
  const { steps } = await (await heldStage(heldRollback, flux)).plan()
  const managers = steps.flatMap((step) =>
    step.kind === 'do' && step.sends.kind === 'fixed' ? [[step.id, step.sends.request.query['fieldManager']]] : []
  )
  expect(managers).toEqual([
    ['hold', 'backout'],
    ['undo', 'kubectl-backout']
  ])
})

test('the way back undoes first, and then lets it go on', async () => {
  const stage = await heldStage(heldRollback, flux)
  const there = await stage.plan()
  carryOut(stage.api, there.steps)
  const back = await stage.planFor(there.plan.inverse?.choice ?? null)
  expect(back.plan.steps.map(({ id, after }) => [id, after])).toEqual([
    ['undo', []],
    ['release', ['undo']]
  ])
  expect(back.plan.words.title).toBe('Roll back cart to revision 2, then resume Flux')
  expect(back.plan.inverse?.choice).toEqual({ revision: 1, resumes: '' })
})

test('where the run stopped before the undo, the way back only lets it go on', async () => {
  const stage = await heldStage(heldRollback, flux)
  const there = await stage.plan()
  carryOut(stage.api, there.steps.slice(0, 1))
  const back = await stage.planFor(there.plan.inverse?.choice ?? null)
  expect(back.plan.steps.map(({ id }) => id)).toEqual(['release'])
  expect(back.plan.blocked).toBeUndefined()
})

test('what was held meanwhile is not held again, and the undo goes on', async () => {
  const stage = await heldStage(heldRollback, flux)
  stage.api.put(stage.reconciler, reconcilerObject(heldFlux))
  const { plan } = await stage.plan()
  expect(plan.steps.map(({ id }) => id)).toEqual(['undo'])
})

test('a plan no longer fits once the reconciler is no more as it was read', async () => {
  const stage = await heldStage(heldRollback, flux)
  const ready = await stage.plan()
  expect(heldRollback.stillFits(ready, heldWorld(flux))).toBe(true)
  expect(heldRollback.stillFits(ready, heldWorld(heldFlux))).toBe(false)
})

test('without the permission it says who may not what, the smallest Role, and what is left', async () => {
  const stage = await heldStage(heldRollback, flux)
  stage.api.forbid(stage.reconciler)
  const { plan } = await stage.plan()
  expect(plan.blocked).toMatchObject({
    code: 'forbidden',
    message: expect.stringMatching(/may not patch kustomizations\S* "apps" in namespace "gitops"/) as string,
    grant: expect.stringContaining('kind: Role') as string,
    remedy: expect.stringContaining(
      'Until then "Roll back to an earlier revision" is left, and Kustomization gitops/apps puts it back within 10 min.'
    ) as string
  })
})

test('what is still applied when it was held is waited for', async () => {
  const stage = await heldStage(heldRollback, argo)
  const syncing = { ...argo, spec: { syncPolicy: {} }, status: { operationState: { phase: 'Running' } } }
  stage.api.put(stage.reconciler, reconcilerObject(syncing))
  const { identity, ...place } = stage.place
  const target = objectTarget({ identity }, reconcilerKinds.Application, reconcilerObject(argo))
  const read = () => targetChecks.get('reconciler held')?.(target, { identity, ...place }, new AbortController().signal)
  expect(await read()).toMatchObject({ met: null })
  stage.api.put(stage.reconciler, reconcilerObject({ ...syncing, status: { operationState: { phase: 'Succeeded' } } }))
  expect(await read()).toMatchObject({ met: true })
  stage.api.put(stage.reconciler, reconcilerObject(argo))
  expect(await read()).toMatchObject({ met: false })
})

describe.each(['StatefulSet', 'DaemonSet'] as const)('a %s', (kind) => {
  const recommended = (shape: SeenAs) =>
    judgeAll(levers, heldWorld(shape, undefined, kind)).find(({ state }) => state === 'recommended')

  test('that Flux would put back is held first, and the undo alone says why not', () => {
    expect(recommended(flux)).toMatchObject({
      id: held,
      reason: expect.stringContaining('would put the undo back within 10 min') as string
    })
    expect(judgeAll(levers, heldWorld(flux, undefined, kind)).find(({ id }) => id === plain)).toMatchObject({
      state: 'possible',
      reason: expect.stringContaining('puts it back within 10 min, with the errors: hold it first') as string
    })
  })

  test('that nobody puts back, or that is held, is undone alone', () => {
    expect(recommended(null)?.id).toBe(plain)
    expect(recommended(heldFlux)?.id).toBe(plain)
  })

  test('is held, undone and let go again in the order of a Deployment', async () => {
    const stage = await heldStage(heldRollback, flux, kind)
    const there = await stage.plan()
    expect(there.plan.steps.map(({ id, after }) => [id, after])).toEqual([
      ['hold', []],
      ['hold-stays', ['hold']],
      ['undo', ['hold-stays']]
    ])
    expect(there.plan.inverse?.command).toContain(`rollout undo ${kind.toLowerCase()}/cart --to-revision=2`)
    carryOut(stage.api, there.steps)
    const back = await stage.planFor(there.plan.inverse?.choice ?? null)
    expect(back.plan.steps.map(({ id }) => id)).toEqual(['undo', 'release'])
  })
})

test('a pod that is in the way of a StatefulSet goes after the undo, which goes after the hold', async () => {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'cart-3',
      namespace: 'shop',
      uid: 'uid-cart-3',
      labels: { app: 'cart', 'controller-revision-hash': 'cart-2' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'cart', uid: 'uid-cart', controller: true }]
    },
    spec: {},
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [] }
  }
  const stage = await heldStage(heldRollback, flux, 'StatefulSet', [pod])
  const { steps } = await stage.plan()
  expect(steps.map(({ id, after }) => [id, after])).toEqual([
    ['hold', []],
    ['hold-stays', ['hold']],
    ['undo', ['hold-stays']],
    ['delete-cart-3', ['undo']]
  ])
})
