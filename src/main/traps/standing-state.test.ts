import { describe, expect, test } from 'vitest'
import type { Owner } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { trapsFor, type TrapInput } from './index.ts'
import { onTrialWith, ruleOf } from './testing/routed-service.ts'
import { rollbackHangs } from './rules/T15-hung.ts'
import { isHybrid } from './rules/T14-hybrid.ts'
import { canary, canaryService, gitOwned } from './testing/service-facts.ts'

// What is said as long as the state lasts, whatever is asked.

const input: TrapInput = { ...canaryService, commands: [] }
const said = (more: Partial<TrapInput>, id: string) =>
  trapsFor({ ...input, ...more })
    .filter((trap) => trap.id.startsWith(id))
    .map(({ lead }) => lead)

const byFlux = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
const byArgo = { 'argocd.argoproj.io/tracking-id': 'shop:flagger.app/Canary:shop/checkout' }

function held(marks: object, manager: string, suspend: boolean | null = true): KubeObject {
  const managedFields = [{ manager, time: '2026-11-29T02:13:20Z', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }]
  return {
    ...canary,
    metadata: { ...canary.metadata, ...marks, managedFields },
    spec: { ...(canary['spec'] as object), suspend }
  }
}

describe("Flagger's rollback that hangs", () => {
  const hung = { what: 'routes', isMeshSilent: false, refusal: 'no', text: 'It hangs (no).' } as const
  test.each([
    ['its route is refused', hung, 'abort the canary'],
    ['nobody answers for istiod', { ...hung, isMeshSilent: true }, 'Bring istiod back first'],
    ['users have left', { ...hung, what: 'pods' } as const, 'Nothing is urgent']
  ])('is said with what works all the same, where %s', (_what, state, instead) => {
    const [trap] = rollbackHangs({ ...canaryService, hung: state })
    expect(trap).toMatchObject({ severity: 'warning', text: expect.stringContaining('It hangs (no).') as string })
    expect(trap?.instead).toContain(instead)
    expect(rollbackHangs(canaryService)).toEqual([])
  })
})

describe('what is neither of two revisions', () => {
  const container = (image: string, ...names: readonly string[]) => ({
    metadata: { labels: { app: 'checkout' } },
    spec: { containers: [{ name: 'checkout', image, env: names.map((name) => ({ name, value: name })) }] }
  })
  const templates = [container('a:1', 'OLD'), container('a:2', 'NEW'), container('a:2', 'OLD', 'NEW')] as const
  const [first] = canaryService.replicaSets
  const sets = templates.map((template, index): KubeObject => {
    const base = first ?? expect.fail('no ReplicaSet')
    const revision = String([5, 2, 6][index])
    const annotations = {
      'deployment.kubernetes.io/revision': revision,
      ...(index === 0 ? { 'deployment.kubernetes.io/revision-history': '1' } : {})
    }
    return { ...base, metadata: { ...base.metadata, name: `r${revision}`, annotations }, spec: { template } }
  })
  const deployment = {
    ...canaryService.deployment,
    spec: { ...(canaryService.deployment['spec'] as object), template: templates[2] }
  }

  test('is called a hybrid where GitOps keeps it, and only there', () => {
    const kept = gitOwned('Argo CD', 'Application shop')
    expect(isHybrid({ ...kept, deployment, replicaSets: sets })).toMatchObject([
      { lead: 'What runs is a hybrid of revisions 2 and 5, which nobody tested.' }
    ])
    expect(isHybrid({ ...canaryService, deployment, replicaSets: sets })).toEqual([])
    expect(isHybrid({ ...kept, replicaSets: sets })).toEqual([])
  })
})

describe('a Canary that is held', () => {
  const taken = 'Kustomization flux-system/apps will end the suspension of Canary shop/checkout at its next interval.'
  const kept =
    'Kustomization flux-system/apps keeps Canary shop/checkout, and ends its suspension where Git says otherwise.'
  test.each([
    ['by kubectl, where Flux applies it', held({ labels: byFlux }, 'kubectl-patch'), [taken]],
    ['by us, where Flux applies it', held({ labels: byFlux }, 'backout'), [kept]],
    [
      'by anybody, where Argo CD applies it',
      held({ annotations: byArgo }, 'kubectl-patch'),
      ['Application shop keeps Canary shop/checkout, and ends its suspension where Git says otherwise.']
    ],
    ['where nobody applies it', held({}, 'kubectl-patch'), []],
    ['no more', held({ labels: byFlux }, 'kubectl-patch', false), []]
  ])('%s', (_what, object, leads) => {
    expect(said({ canaries: [object] }, 'T11 held')).toEqual(leads)
  })

  test('is left alone by what is held itself', () => {
    const name = 'Kustomization flux-system/apps'
    const owner: Owner = {
      system: 'Flux',
      name,
      effect: '',
      role: 'gitops',
      evidence: '',
      source: '',
      reconciles: 'held'
    }
    const ownership = { state: 'known', owners: [...canaryService.ownership.owners, owner] } as const
    expect(said({ ownership, canaries: [held({ labels: byFlux }, 'kubectl-patch')] }, 'T11 held')).toEqual([])
  })
})

test('istiod that does not answer is said where routes reach the service, and as long as it does not', () => {
  const weights = [
    ['checkout-primary', 90],
    ['checkout-canary', 10]
  ] as const
  const routed = onTrialWith(ruleOf(weights))
  expect(said({ ...routed, isMeshAway: true }, 'T15 istiod')).toEqual([
    'istiod does not answer: users keep the split that they have.'
  ])
  expect(said({ ...routed, isMeshAway: false }, 'T15 istiod')).toEqual([])
  expect(said({ isMeshAway: true }, 'T15 istiod')).toEqual([])
})
