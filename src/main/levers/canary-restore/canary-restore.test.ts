import { describe, expect, test } from 'vitest'
import { watchedIds } from '../../providers/flagger/watched.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { reconcilerKinds } from '../../providers/kubernetes/gitops/reconcilers.ts'
import { flux, markedDeployment, reconcilerObject, type GitopsShape } from '../gitops-suspend/testing/gitops-stage.ts'
import { canaryKit, canaryStage, canaryWorld, type CanaryWorldShape } from '../canary-frame/testing/canary-stage.ts'
import { meshLists, meshOf } from '../canary-frame/testing/mesh.ts'
import { replicaSetObject } from '../canary-frame/testing/workloads.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { canaryResume } from '../canary-resume/index.ts'
import { canaryRestore } from './index.ts'

const collection = '/apis/apps/v1/namespaces/shop/replicasets'
const of = (name: string, revision: number, image: string) => replicaSetObject(name, revision, image)
const history = [of('cart-primary', 1, 'cart:1'), of('cart-primary', 2, 'cart:1'), of('cart-primary', 3, 'cart:2')]

/** `cart:2` was promoted and is bad; `cart:1` was promoted twice before it. */
const badPromotion: CanaryWorldShape = {
  canary: { status: { phase: 'Succeeded', canaryWeight: 0 } },
  target: { replicas: 0, revision: 2 },
  primary: { image: 'cart:2', revision: 3 },
  lists: meshLists,
  others: [
    ...meshOf(0),
    ...[...history, of('cart', 1, 'cart:1'), of('cart', 2, 'cart:2')].map((object) => ({ collection, object }))
  ],
  seen: { [watchedIds.primaryReplicaSets]: history }
}

/** On trial, and somebody gave the primary an image that never gets ready. */
const brokenPrimary: CanaryWorldShape = {
  ...badPromotion,
  canary: {},
  target: { revision: 2 },
  primary: {
    image: 'cart:2',
    revision: 3,
    ready: 3,
    status: { replicas: 5, updatedReplicas: 2, unavailableReplicas: 1 }
  }
}

const backHistory = [
  of('cart-primary', 1, 'cart:1'),
  replicaSetObject('cart-primary', 4, 'cart:1', '2'),
  of('cart-primary', 3, 'cart:2')
]

/** The release before is on the primary again, and the target and Flagger have not followed yet. */
const broughtBack: CanaryWorldShape = {
  ...badPromotion,
  primary: { image: 'cart:1', revision: 4, ready: 2 },
  others: [
    ...meshOf(0),
    ...[...backHistory, of('cart', 1, 'cart:1'), of('cart', 2, 'cart:2')].map((object) => ({ collection, object }))
  ],
  seen: { [watchedIds.primaryReplicaSets]: backHistory }
}

/** The same, where a Kustomization applies the target. */
function keptByGit(shape: GitopsShape, from = badPromotion): CanaryWorldShape {
  const object = reconcilerObject(shape)
  const kustomizations = kubePath({ ...reconcilerKinds.Kustomization, namespace: 'gitops' })
  return {
    ...from,
    others: [...(from.others ?? []), { collection: kustomizations, object }],
    seen: {
      ...from.seen,
      deployments: [markedDeployment('Kustomization')],
      'gitops.Kustomization gitops/apps': [object]
    }
  }
}
const heldFlux = { ...flux, spec: { interval: '10m', suspend: true } }

const planned = async (shape: CanaryWorldShape) => (await (await canaryStage(canaryRestore, shape)).plan()).plan

describe('the release before a bad promotion', () => {
  test('comes back onto the primary while Flagger is suspended, and the target with it', async () => {
    const plan = await planned(badPromotion)
    expect(plan.steps.map(({ id }) => id)).toEqual(['suspend', 'primary', 'rollout', 'target'])
    expect(plan.steps[2]?.waitsBy).toMatch(/rollout status deployment\/cart-primary --timeout=\d+s$/)
    const commands = plan.steps.map(({ command }) => command)
    expect(commands[1]).toMatch(/rollout undo deployment\/cart-primary --to-revision=2$/)
    expect(commands[3]).toMatch(/rollout undo deployment\/cart --to-revision=1$/)
    expect(plan.inverse).toMatchObject({ lever: 'canaryRestore', choice: { revision: 3 } })
    expect(plan.blast).toMatch(/^\d+ pods of the primary, one Canary, its target cart, without pods$/)
  })

  test('comes back before Flagger is suspended where the promotion still goes on', async () => {
    const plan = await planned({ ...badPromotion, canary: { status: { phase: 'Promoting', canaryWeight: 20 } } })
    expect(plan.steps.map(({ id }) => id)).toEqual(['primary', 'rollout', 'promoted', 'suspend', 'target'])
  })

  test('gets the traffic once it is ready, after a promotion that failed', async () => {
    const plan = await planned({
      ...badPromotion,
      canary: { status: { phase: 'Failed', canaryWeight: 100 } },
      target: { revision: 2 },
      primary: { image: 'cart:2', revision: 3, ready: 0 },
      others: [...meshOf(100), ...(badPromotion.others ?? []).slice(4)]
    })
    expect(plan.steps.map(({ id }) => id)).toEqual(['suspend', 'primary', 'rollout', 'weights-1', 'target'])
    expect(plan.blast).toMatch(
      /^\d+ pods of the primary, one Canary, VirtualService \S+, [1-9]\d* pods of its target cart$/
    )
  })

  test('comes back, and gets the traffic, where a rollout of the primary itself hangs beside a trial', async () => {
    const plan = await planned({ ...brokenPrimary, others: [...meshOf(30), ...(badPromotion.others ?? []).slice(4)] })
    expect(plan.steps.map(({ id }) => id)).toEqual(['suspend', 'primary', 'rollout', 'weights-1', 'target'])
    expect(plan.steps[1]?.command).toMatch(/rollout undo deployment\/cart-primary --to-revision=2$/)
    expect(plan.withoutYou.text).toBe('nothing rolls back')
  })

  test('is not taken for the bad one once it is back: the release that was left is for a person to choose', async () => {
    const aligned = { ...broughtBack, target: { replicas: 0, revision: 3, image: 'cart:1' } }
    const world = canaryWorld(aligned)
    expect(canaryRestore.judge(world)).toMatchObject({
      state: 'needsChoice',
      choice: null,
      reason: expect.stringContaining('Revision 3 of cart-primary was left for the release that is there now') as string
    })
    expect(canaryRestore.options(world)).toMatchObject([
      { choice: { revision: 3 }, state: 'possible', standing: 'bad', tags: ['left behind'] }
    ])
    const stage = await canaryStage(canaryRestore, aligned)
    expect(await stage.result()).toMatchObject({ kind: 'needsChoice' })
    const chosen = await stage.planFor({ revision: 3 })
    expect(chosen.plan).toMatchObject({
      words: { title: 'Bring revision 3 of cart-primary back' },
      withoutYou: { text: 'the release of now stays' }
    })
    expect(chosen.plan.guards[0]).toMatchObject({ id: 'left', status: 'warning' })
  })

  test('is left on the primary by what finishes a plan that stopped half-way', async () => {
    const stage = await canaryStage(canaryRestore, broughtBack)
    const result = await stage.result(null, { runId: 'run-1', how: 'goOn' })
    if (result.kind !== 'plan') throw new Error(result.kind)
    const { plan, proof } = result.planned
    expect(plan.words.title).toBe('Finish bringing revision 2 of cart-primary back, which is revision 4 now')
    expect(result.planned.steps.map(({ id }) => id)).toEqual(['suspend', 'rollout', 'target'])
    expect(plan.inverse).toMatchObject({ choice: { revision: 3 } })
    expect(proof).toMatchObject({ release: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  })

  test('is finished also once nobody remembers the plan that stopped, and a resume says what Flagger would try', async () => {
    expect(canaryRestore.judge(canaryWorld(broughtBack))).toMatchObject({
      state: 'offered',
      reason: expect.stringContaining(
        'cart still has another release: finish that before the Canary is resumed'
      ) as string
    })
    const { plan } = await (await canaryStage(canaryRestore, broughtBack)).plan()
    expect(plan.words.title).toBe('Finish bringing revision 2 of cart-primary back, which is revision 4 now')
    const suspended = { ...broughtBack, canary: { ...broughtBack.canary, spec: { suspend: true } } }
    const resume = await (await canaryStage(canaryResume, suspended)).plan()
    expect(resume.plan.guards).toContainEqual({
      id: 'target',
      status: 'warning',
      text: 'cart has another release than cart-primary: resumed, Flagger begins a run of it'
    })
  })

  test('is planned anew once somebody else has brought it back', async () => {
    const ready = await (await canaryStage(canaryRestore, badPromotion)).plan()
    expect(canaryRestore.stillFits(ready, canaryWorld(badPromotion))).toBe(true)
    expect(canaryRestore.stillFits(ready, canaryWorld(broughtBack))).toBe(false)
    expect(canaryRestore.planKey(canaryWorld(broughtBack))).not.toBe(canaryRestore.planKey(canaryWorld(badPromotion)))
  })

  describe('where Git would put the target back', () => {
    // Its steps are those of every restore, behind a hold.
    playsEveryKill(
      canaryKit(canaryRestore, () => canaryStage(canaryRestore, keptByGit({ ...flux, spec: { interval: '1m' } })))
    )

    test('is brought back behind a hold, which is owed', async () => {
      const plan = await planned(keptByGit(flux))
      expect(plan.steps.map(({ id }) => id)).toEqual(['hold', 'hold-stays', 'suspend', 'primary', 'rollout', 'target'])
      expect(plan.steps.map(({ after }) => after)).toEqual([
        [],
        ['hold'],
        ['hold-stays'],
        ['suspend'],
        ['primary'],
        ['rollout']
      ])
      expect(plan.guards).toContainEqual({
        id: 'git 1',
        status: 'passed',
        text: 'Kustomization gitops/apps would put this back within 10 min: held first'
      })
      expect(plan.leaves.map(({ text }) => text).join(' ')).toContain('Revert the bad version in Git, then resume')
      expect(canaryRestore.judge(canaryWorld(keptByGit(flux)))).toMatchObject({
        reason: expect.stringMatching(
          /Kustomization gitops\/apps would put it back within 10 min: held first\.$/
        ) as string,
        leaves: expect.arrayContaining(['Revert in Git, then resume Kustomization gitops/apps']) as unknown
      })
    })

    test('is brought back all the same where it may not be held, and what becomes of it is said', async () => {
      const stage = await canaryStage(canaryRestore, keptByGit(flux))
      stage.api.forbid('/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/gitops/kustomizations/apps')
      const { plan } = await stage.plan()
      expect(plan.blocked).toBeUndefined()
      expect(plan.steps.map(({ id }) => id)).toEqual(['suspend', 'primary', 'rollout', 'target'])
      expect(plan.guards.find(({ id }) => id === 'git 1')).toMatchObject({
        status: 'warning',
        text: expect.stringMatching(/^Not held, and it puts this back within 10 min: /) as string
      })
    })

    test('needs no hold where it is held already, or leaves a change until the next upgrade', async () => {
      expect((await planned(keptByGit(heldFlux))).steps.map(({ id }) => id)[0]).toBe('suspend')
      expect(canaryRestore.judge(canaryWorld(keptByGit(heldFlux))).reason).not.toContain('held first')
    })

    test('does not fit any more once somebody else has held it', async () => {
      const ready = await (await canaryStage(canaryRestore, keptByGit(flux))).plan()
      expect(canaryRestore.stillFits(ready, canaryWorld(keptByGit(flux)))).toBe(true)
      expect(canaryRestore.stillFits(ready, canaryWorld(keptByGit(heldFlux)))).toBe(false)
    })
  })

  test('offers each release once, the newest first', () => {
    const options = canaryRestore.options(canaryWorld(badPromotion))
    expect(options.map(({ choice, state }) => [choice, state])).toEqual([[{ revision: 2 }, 'recommended']])
  })

  test.each([
    ['promoted', badPromotion, 'fits', /one rolling update/],
    ['promoted, and nothing else in the history', { ...badPromotion, seen: {} }, 'impossible', /no other release/],
    ['on trial', { ...badPromotion, canary: {} }, 'notHere', /Nothing was promoted/],
    [
      'on trial beside a rollout of the primary that hangs',
      brokenPrimary,
      'fits',
      /A rollout of cart-primary itself hangs/
    ],
    [
      'on trial beside a primary whose pods fell ill as they were',
      { ...brokenPrimary, primary: { image: 'cart:2', revision: 3, ready: 2 } },
      'notHere',
      /Nothing was promoted/
    ],
    [
      'rolled back',
      { ...badPromotion, canary: { status: { phase: 'Failed', canaryWeight: 0 } } },
      'notHere',
      /Nothing was promoted/
    ],
    [
      'promoted long ago',
      {
        ...badPromotion,
        canary: {
          status: {
            phase: 'Succeeded',
            conditions: [{ type: 'Promoted', reason: 'Succeeded', lastTransitionTime: '2026-11-28T00:00:00Z' }]
          }
        }
      },
      'possible',
      /one rolling update/
    ]
  ] as const)('of one that was %s', (_, shape, state, reason) => {
    expect(canaryRestore.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})
