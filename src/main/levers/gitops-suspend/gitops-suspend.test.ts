import { describe, expect, test } from 'vitest'
import { holdReconciler as action } from '../../actions/gitops-suspend/index.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import { jsonPatched } from '../../testing/json-patch.ts'
import { gitopsResume } from '../gitops-resume/index.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { gitopsSuspend } from './index.ts'
import { argo, flux, gitopsKit, gitopsStage, gitopsWorld } from './testing/gitops-stage.ts'

const policy = { prune: true, selfHeal: true }
const heldFlux = { ...flux, spec: { interval: '10m', suspend: true } }
const heldArgo = { ...argo, spec: { syncPolicy: {} } }
const named = (kind: string, automated = '') => ({ kind, namespace: 'gitops', name: 'apps', automated })

describe('holding a Kustomization', () => {
  playsEveryKill(gitopsKit(gitopsSuspend, () => gitopsStage(gitopsSuspend, flux)))
})

describe('holding an Application', () => {
  playsEveryKill(gitopsKit(gitopsSuspend, () => gitopsStage(gitopsSuspend, argo)))
})

describe('resuming an Application with the policy that it had', () => {
  playsEveryKill(
    gitopsKit(gitopsResume, () => gitopsStage(gitopsResume, heldArgo, named('Application', JSON.stringify(policy))))
  )
})

test('sends what a person would type, guarded, and owes the way back', async () => {
  const { plan } = await (await gitopsStage(gitopsSuspend, flux)).plan()
  expect(plan.steps.map(({ command }) => command)).toEqual([
    `kubectl --context test -n gitops patch kustomizations.kustomize.toolkit.fluxcd.io apps --type=merge -p '{"spec":{"suspend":true}}'`
  ])
  expect(plan.leaves).toMatchObject([
    { text: expect.stringMatching(/^Revert the bad version in Git, then resume/) as string }
  ])
  expect(plan.inverse).toMatchObject({ lever: 'gitopsResume' })
  expect(plan.notes.join(' ')).toContain('within 10 min')
})

test('the typed merge patch and the guarded patch come to the same object', async () => {
  for (const [lever, shape, choice] of [
    [gitopsSuspend, flux, null],
    [gitopsSuspend, argo, null],
    [gitopsResume, heldFlux, null]
  ] as const) {
    const stage = await gitopsStage(lever, shape, choice)
    const before = stage.api.at(stage.path)
    const ready = await stage.plan()
    const typed = /-p '(.*)'$/.exec(ready.plan.steps[0]?.command ?? '')?.[1] ?? ''
    const sent = jsonPatched(before, bodyOf(ready)) as { readonly spec: unknown }
    expect(sent.spec).toEqual(merged((before as unknown as { readonly spec: unknown }).spec, JSON.parse(typed).spec))
  }
})

test('what an Application was told comes back as it was', async () => {
  const { plan } = await (await gitopsStage(gitopsSuspend, argo)).plan()
  expect(plan.inverse?.choice).toEqual(named('Application', JSON.stringify(policy)))
  const back = await (await gitopsStage(gitopsResume, heldArgo, plan.inverse?.choice ?? null)).plan()
  expect(JSON.parse(bodyOf(back)).at(-1)).toEqual({ op: 'add', path: '/spec/syncPolicy/automated', value: policy })
})

test('an ApplicationSet would write it again, so nothing is held', async () => {
  const ownerReferences = [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'all', uid: 's' }]
  const { plan } = await (await gitopsStage(gitopsSuspend, { ...argo, metadata: { ownerReferences } })).plan()
  expect(plan.blocked?.message).toBe(
    'ApplicationSet all writes Application gitops/apps again within seconds: nothing would be held.'
  )
})

test('a sync that is under way is waited for', async () => {
  const { plan } = await (
    await gitopsStage(gitopsSuspend, { ...argo, status: { operationState: { phase: 'Running' } } })
  ).plan()
  expect(plan.guards).toContainEqual(expect.objectContaining({ id: 'operation', status: 'warning' }))
})

test.each([
  [gitopsSuspend, heldFlux],
  [gitopsSuspend, heldArgo],
  [gitopsResume, flux],
  [gitopsResume, argo]
] as const)('there is nothing to do where it is so', async (lever, shape) => {
  expect(await (await gitopsStage(lever, shape)).result()).toMatchObject({ kind: 'notNeeded' })
})

test('a mark that names what is gone is said', async () => {
  const stage = await gitopsStage(gitopsSuspend, flux)
  expect(await stage.result(named('HelmRelease'))).toMatchObject({
    kind: 'failed',
    failure: { code: 'notFound', message: expect.stringContaining('HelmRelease gitops/apps does not exist') as string }
  })
})

test('without a mark of anybody the levers are not shown', () => {
  expect(gitopsSuspend.judge(gitopsWorld(null)).state).toBe('notHere')
  expect(gitopsResume.judge(gitopsWorld(null)).state).toBe('notHere')
  expect(gitopsSuspend.judge(gitopsWorld('Kustomization'))).toMatchObject({ state: 'possible' })
})

test('resuming settles what holding opened', async () => {
  const held = await (await gitopsStage(gitopsSuspend, flux)).plan()
  const resumed = await (await gitopsStage(gitopsResume, heldFlux)).plan()
  const [step] = resumed.steps
  if (step?.kind !== 'do' || step.sends.kind !== 'fixed') return expect.fail('is known when it is planned')
  const facts = action.facts.parse(step.facts)
  const settled = action.settles?.({ target: step.target, facts, request: step.sends.request, command: step.command })
  expect(settled).toEqual(held.plan.leaves.map(({ id }) => id))
})

function bodyOf({ steps: [step] }: ReadyPlan): string {
  return step?.kind === 'do' && step.sends.kind === 'fixed' ? (step.sends.request.body ?? '') : ''
}

/** RFC 7386 */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const next: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key]
    else next[key] = merged(next[key], value)
  }
  return next
}

describe('a mark that somebody put there, of a reconciler of others', () => {
  const foreign = [{ kind: 'Deployment', namespace: 'payments', name: 'cart' }]
  const own = [...foreign, { kind: 'Deployment', namespace: 'shop', name: 'cart' }]
  const inventory = (...ids: readonly string[]) => ({ inventory: { entries: ids.map((id) => ({ id, v: 'v1' })) } })

  test('what else is left as it is while it is held is counted, and named', async () => {
    const shape = {
      ...flux,
      status: inventory('shop_cart_apps_Deployment', 'shop_tax_apps_Deployment', 'shop_cart__Service')
    }
    const { plan } = await (await gitopsStage(gitopsSuspend, shape)).plan()
    expect(plan.blast).toBe('no pods; 3 objects that it applies, also of tax')
    expect(plan.words.outside?.done).toBe('The automatic delivery of changes is held.')
  })

  test.each([
    ['Application', { ...argo, status: { resources: foreign } }, false],
    ['Application', { ...argo, status: { resources: own } }, true],
    ['Application that lists nothing yet', argo, true],
    ['Kustomization', { ...flux, status: inventory('payments_cart_apps_Deployment', 'shop_cart__Service') }, false],
    ['Kustomization', { ...flux, status: inventory('shop_cart_apps_Deployment') }, true]
  ])('%s: whether it is held is what it lists itself (%#)', async (_kind, shape, isHeld) => {
    const { result } = await gitopsStage(gitopsSuspend, shape)
    const planned = await result()
    expect(planned.kind).toBe(isHeld ? 'plan' : 'failed')
    if (planned.kind === 'failed') expect(planned.failure.message).toContain('does not list Deployment cart')
  })
})
