import { expect, test } from 'vitest'
import type { Choice } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Lever, PlanResult, PlanTools, ReadyPlan } from '../ports/lever.ts'
import type { Step } from '../ports/step.ts'
import { virtualServiceObject, weightedRule } from '../providers/routes/testing/mesh.ts'
import { configRestore } from './config-restore/index.ts'
import { configStage, paths } from './config-restore/testing/config-stage.ts'
import { flux } from './gitops-suspend/testing/gitops-stage.ts'
import { heldRollback } from './held-rollback/index.ts'
import { heldStage } from './held-rollback/testing/held-stage.ts'
import { manyServices } from './many-services/index.ts'
import { manyStage, type Name } from './many-services/testing/many-stage.ts'
import { regionFailover } from './region-failover/index.ts'
import { regionStage, type RegionStage } from './region-failover/testing/region-stage.ts'
import { rolloutAbort } from './rollout-abort/index.ts'
import { rolloutPath, rolloutStage } from './rollout-abort/testing/rollout-stage.ts'
import { carryOut } from './testing/carry-out.ts'
import { trafficDrain } from './traffic-drain/index.ts'
import { drainStage } from './traffic-drain/testing/drain-stage.ts'

const goOn = { runId: 'r', how: 'goOn' } as const

/** A plan that is stopped between its steps, and what is planned of it then. */
interface Stopped {
  readonly ready: ReadyPlan
  /** The first of its changes are carried out; what is planned from there, by readings of then. */
  readonly leftAfter: (done: number) => Promise<PlanResult>
}

const changesOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'do' ? [step.id] : []))

const left = (lever: Lever, { plan }: ReadyPlan, tools: PlanTools): Promise<PlanResult> =>
  lever.plan({ choice: plan.choice, continues: goOn, why: '' }, tools)

/** Its first changes, in the order in which they are sent. */
const firstOf = ({ steps }: ReadyPlan, done: number): readonly Step[] =>
  steps.filter(({ kind }) => kind === 'do').slice(0, done)

async function config(choice: Choice | null): Promise<Stopped> {
  const stage = await configStage(choice === null ? {} : { data: { TIMEOUT: '2000', REGION: 'eu' } })
  const ready = await stage.planFor(choice)
  return {
    ready,
    leftAfter(done) {
      carryOut(stage.api, firstOf(ready, done))
      const object = stage.api.at(paths.config)
      if (object === undefined) throw new Error('no ConfigMap')
      const managedFields = [
        { manager: 'kubectl-backout', time: '2026-11-30T06:31:00Z', fieldsV1: { 'f:data': { 'f:TIMEOUT': {} } } }
      ]
      // The memory of an API server does not say who owns which field.
      Object.assign(object.metadata, { managedFields })
      return left(configRestore, ready, stage.tools)
    }
  }
}

async function held(way: 'there' | 'back', kind: 'Deployment' | 'StatefulSet' = 'Deployment'): Promise<Stopped> {
  const stage = await heldStage(heldRollback, flux, kind)
  const there = await stage.plan()
  if (way === 'there')
    return {
      ready: there,
      leftAfter(done) {
        carryOut(stage.api, firstOf(there, done))
        return left(heldRollback, there, stage.tools)
      }
    }
  carryOut(stage.api, there.steps)
  const ready = await stage.planFor(there.plan.inverse?.choice ?? null)
  return {
    ready,
    leftAfter(done) {
      carryOut(stage.api, firstOf(ready, done))
      renumber(stage.api, kind)
      const fieldsV1 = { 'f:spec': { 'f:template': {} } }
      const managedFields = [{ manager: 'kubectl-backout', time: '2026-11-29T03:00:00Z', fieldsV1 }]
      Object.assign(stage.api.at(stage.deployment)?.metadata ?? {}, { managedFields })
      return left(heldRollback, ready, stage.tools)
    }
  }
}

/** Revision 2 is in use again, as the controllers number what is: kubernetes pkg/controller/deployment/util SetNewReplicaSetAnnotations. */
function renumber(api: Awaited<ReturnType<typeof heldStage>>['api'], kind: 'Deployment' | 'StatefulSet'): void {
  const resource = kind === 'Deployment' ? 'replicasets' : 'controllerrevisions'
  const path = `/apis/apps/v1/namespaces/shop/${resource}/cart-2`
  const object = api.at(path)
  if (object === undefined) throw new Error('no revision')
  const annotations = {
    ...object.metadata.annotations,
    'deployment.kubernetes.io/revision': '4',
    'deployment.kubernetes.io/revision-history': '2'
  }
  const next: KubeObject =
    kind === 'Deployment' ? { ...object, metadata: { ...object.metadata, annotations } } : { ...object, revision: 4 }
  api.put(path, next)
}

async function drain(): Promise<Stopped> {
  const rule = { hosts: ['cart'], http: [weightedRule(70, 30)] }
  const choice = { away: 'cart', into: 'cart-primary', left: 0, steps: 3 }
  const stage = await drainStage({ virtualServices: [virtualServiceObject('cart', rule)], choice })
  const ready = await stage.plan()
  return {
    ready,
    leftAfter(done) {
      carryOut(stage.api, firstOf(ready, done))
      return left(trafficDrain, ready, stage.tools)
    }
  }
}

async function rollout(): Promise<Stopped> {
  const stage = await rolloutStage()
  const ready = await stage.plan()
  return {
    ready,
    async leftAfter(done) {
      const rollout = stage.api.at(rolloutPath)
      if (rollout && done > 0)
        stage.api.put(rolloutPath, { ...rollout, status: { ...(rollout['status'] as object), abort: true } })
      return left(rolloutAbort, ready, stage.tools)
    }
  }
}

async function many(): Promise<Stopped> {
  const stage = await manyStage()
  const ready = await stage.plan()
  return {
    ready,
    leftAfter(done) {
      for (const step of firstOf(ready, done)) {
        if (step.kind !== 'do' || step.sends.kind !== 'fixed' || step.target.api !== 'kubernetes') continue
        const { name } = step.target
        const url = `/apis/apps/v1/namespaces/shop/deployments/checkout?fieldManager=kubectl-backout`
        const body = (step.sends.request.body ?? '')
          .replaceAll(`uid-of-${name}`, 'uid-deployment')
          .replaceAll(name, 'checkout')
        expect(stage.cluster(name as Name).answer('PATCH', url, body)?.status).toBe(200)
      }
      return left(manyServices, ready, stage.tools())
    }
  }
}

async function region(): Promise<Stopped> {
  const stage: RegionStage = await regionStage(regionFailover)
  const ready = await stage.plan()
  return {
    ready,
    async leftAfter(done) {
      const [primary, secondary] = stage.azure.endpoints
      if (done > 0) Object.assign(secondary, { status: 'Enabled', monitorStatus: 'Online' })
      if (done > 1) Object.assign(primary, { status: 'Disabled', monitorStatus: 'Disabled' })
      return left(regionFailover, ready, await stage.tools())
    }
  }
}

test.each<readonly [string, () => Promise<Stopped>, readonly string[]]>([
  ['a ConfigMap', () => config(null), ['config', 'restart']],
  [
    'a ConfigMap, the other way',
    () => config({ name: 'cart-config', values: '{"TIMEOUT":"3"}' }),
    ['config', 'restart']
  ],
  ['GitOps that is held first', () => held('there'), ['hold', 'undo']],
  ['GitOps that goes on afterwards', () => held('back'), ['undo', 'release']],
  ['the same of a StatefulSet', () => held('back', 'StatefulSet'), ['undo', 'release']],
  ['weights, stair by stair', drain, ['stair-1', 'stair-2', 'stair-3']],
  ['the run of a Rollout', rollout, ['abort', 'undo']],
  ['several services', many, ['undo inventory', 'undo pricing', 'undo catalog']],
  ['a region with its data', region, ['enable-secondary-endpoint', 'disable-primary-endpoint', 'move-data']]
])('of %s, stopped between its changes, what is left is planned and nothing else', async (_what, begin, all) => {
  for (let done = 1; done < all.length; done += 1) {
    const { ready, leftAfter } = await begin()
    expect(changesOf(ready.steps)).toEqual(all)
    const result = await leftAfter(done)
    if (result.kind !== 'plan') return expect.fail(`After ${done}: ${JSON.stringify(result)}`)
    const { plan, steps } = result.planned
    expect(plan.blocked).toBeUndefined()
    expect(plan.continues).toEqual(goOn)
    // Stairs are counted anew, from the weights of now.
    if (all[0] !== 'stair-1') expect(changesOf(steps), `after ${done}`).toEqual(all.slice(done))
    // It ends where the plan was to end.
    expect(plan.choice).toEqual(
      all[0] === 'undo inventory'
        ? { services: ['pricing,catalog', 'catalog'][done - 1], stopAfter: 0 }
        : ready.plan.choice
    )
    const commands = steps.flatMap((step) => (step.kind === 'do' ? [step.command] : []))
    const before = ready.steps.filter(({ kind }) => kind === 'do').slice(0, done)
    for (const step of before) if (step.kind === 'do') expect(commands).not.toContain(step.command)
  }
})
