import { describe, expect, test } from 'vitest'
import { actions } from '../../actions/registry.ts'
import { objectAt } from '../../lib/json-access.ts'
import { createGates } from '../../checks/gates.ts'
import { keepers } from '../../checks/keepers.ts'
import { targetChecks } from '../../checks/registry.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import { trapsFor, type ServiceFacts } from '../../traps/index.ts'
import { flux, markedDeployment, reconcilerObject } from '../gitops-suspend/testing/gitops-stage.ts'
import { levers } from '../registry.ts'
import { planned } from '../testing/planned.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { rolloutAbort } from './index.ts'
import { stuckText } from './stuck-route.ts'
import { replicaSets, rolloutOnTrial, rolloutStage, rolloutWorld } from './testing/rollout-stage.ts'

const facts: Omit<ServiceFacts, 'deployment'> = {
  ownership: { state: 'known', owners: [] },
  replicaSets: [],
  canaries: [],
  rollouts: [],
  splits: [],
  isCurrent: true,
  isMeshAway: false,
  waiting: '',
  standings: []
}

const judged = (rollout: KubeObject, sets?: readonly KubeObject[]) =>
  rolloutAbort.judge(rolloutWorld(rollout, sets ?? replicaSets()))

/** What is sent, as the plugin would say it: a step's path and the writes in its body, tests left out. */
function writesOf({ steps }: ReadyPlan): readonly unknown[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'do' || step.sends.kind !== 'fixed') return []
    const operations = JSON.parse(step.sends.request.body ?? '') as readonly { readonly op: string }[]
    return [[step.sends.request.path, operations.filter(({ op }) => op !== 'test')]]
  })
}

test('writes what the plugin writes, guarded: abort in the status, then the template of the stable revision', async () => {
  // Seen from the real plugin 1.9: a merge patch of the status, and a JSON Patch that replaces the template.
  const ready = await (await rolloutStage()).plan()
  const path = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/cart'
  const template = { metadata: { labels: { app: 'cart' } }, spec: { containers: [{ name: 'cart', image: 'cart:1' }] } }
  expect(writesOf(ready)).toEqual([
    [`${path}/status`, [{ op: 'add', path: '/status/abort', value: true }]],
    [path, [{ op: 'replace', path: '/spec/template', value: template }]]
  ])
  expect(ready.plan.steps.flatMap(({ command }) => command || [])).toEqual([
    'kubectl argo rollouts abort cart --context test -n shop',
    'kubectl argo rollouts undo cart --to-revision=1 --context test -n shop'
  ])
})

describe('where Git would put it back', () => {
  const kustomization = reconcilerObject(flux)
  const marked = (): KubeObject => {
    const rollout = rolloutOnTrial()
    const { labels = {} } = markedDeployment('Kustomization').metadata
    return { ...rollout, metadata: { ...rollout.metadata, labels } }
  }
  // Its steps are those of every abort, behind a hold.
  playsEveryKill({
    levers,
    actions,
    gates: createGates(targetChecks),
    keepers,
    stage: () => rolloutStage(marked(), kustomization)
  })

  test('it is held before the abort, and that is owed', async () => {
    const { plan } = await (await rolloutStage(marked(), kustomization)).plan()
    expect(plan.steps.map(({ id, after }) => [id, after])).toEqual([
      ['hold', []],
      ['hold-stays', ['hold']],
      ['abort', ['hold-stays']],
      ['aborted', ['abort']],
      ['undo', ['aborted']]
    ])
    expect(plan.leaves.map(({ text }) => text).join(' ')).toContain('Revert the bad version in Git, then resume')
    expect(rolloutAbort.judge(rolloutWorld(marked(), replicaSets(), kustomization)).reason).toContain(
      'Kustomization gitops/apps would put it back within 10 min: held first.'
    )
  })
})

test('what is aborted already is only undone', async () => {
  const aborted = rolloutOnTrial({ abort: true, phase: 'Degraded' })
  expect(judged(aborted)).toMatchObject({ state: 'offered' })
  const { plan } = await (await rolloutStage(aborted)).plan()
  expect(plan.steps.map(({ id }) => id)).toEqual(['undo'])
})

test('where it stands is said, and where nothing is to abort, too', () => {
  expect(judged(rolloutOnTrial())).toMatchObject({
    state: 'fits',
    reason: 'A release is on trial, step 1 of 2 at 20 %; revision 1 is stable and takes everything back.'
  })
  expect(judged(rolloutOnTrial({ currentPodHash: 'one' }))).toMatchObject({ state: 'impossible' })
  expect(judged(rolloutOnTrial(), [])).toMatchObject({ state: 'impossible' })
  expect(judged(rolloutOnTrial({ currentPodHash: '' }))).toMatchObject({ state: 'unknown' })
  const world = rolloutWorld(rolloutOnTrial())
  expect(rolloutAbort.judge({ ...world, ref: { namespace: 'shop', name: 'cart' } })).toMatchObject({ state: 'notHere' })
})

describe('while istiod is away', () => {
  const routed = (trafficRouting: object, status: object = {}): KubeObject => {
    const rollout = rolloutOnTrial(status)
    return { ...rollout, spec: { ...objectAt(rollout, 'spec'), strategy: { canary: { trafficRouting } } } }
  }
  /** Beside an istiod with so many ready pods. */
  function besideIstiod(readyReplicas: number, rollout: KubeObject): World {
    const world = rolloutWorld(rollout)
    const metadata = { name: 'istiod', namespace: 'istio-system', uid: 'i' }
    const istiod: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, status: { readyReplicas } }
    const objects = new Map(world.objects)
    return { ...world, objects: objects.set('istiod.deployments', { state: 'value', value: [istiod], observedAt: '' }) }
  }
  const istio = { istio: { virtualService: { name: 'cart' } } }

  test('it says that users stay until it is back, first of all, and is planned anew when it goes', async () => {
    const away = besideIstiod(0, routed(istio))
    expect(rolloutAbort.judge(away)).toMatchObject({ state: 'fits', reason: expect.stringMatching(`^${stuckText}`) })
    expect(rolloutAbort.planKey(away)).not.toBe(rolloutAbort.planKey(besideIstiod(1, routed(istio))))
    const { tools } = await rolloutStage(routed(istio))
    const { plan } = await planned(
      rolloutAbort.plan({ choice: null, continues: null, why: '' }, { ...tools, world: away }),
      tools.identity
    )
    expect(plan.guards[0]).toMatchObject({ status: 'warning', text: stuckText })
    expect(plan.takesEffect).toBe('once istiod is back')
  })

  test.each([
    ['it is there', besideIstiod(1, routed(istio))],
    ['somebody else routes', besideIstiod(0, routed({ smi: {} }))],
    ['users have left already', besideIstiod(0, routed(istio, { abort: true }))]
  ])('nothing is said of it where %s', (_where, world) => {
    expect(rolloutAbort.judge(world).reason).not.toContain('istiod')
  })
})

test('an abort that nobody undid is said to be cleared by the next change of the template (T17)', () => {
  const said = (rollout: KubeObject) =>
    trapsFor({ ...facts, deployment: rollout, commands: [] }).filter(({ id }) => id.startsWith('T17'))
  expect(said(rolloutOnTrial({ abort: true }))).toMatchObject([{ severity: 'warning' }])
  expect(said(rolloutOnTrial())).toEqual([])
})
