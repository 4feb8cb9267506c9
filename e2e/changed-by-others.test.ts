import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClockView, ServiceRef } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'
import { asOperator, type Operator } from './operator.ts'

/** How long anything here may take, real milliseconds. */
const patienceMs = 90_000

interface Container {
  readonly image: string
}

interface Deployment {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly spec: {
    readonly replicas: number
    readonly template: { readonly spec: { readonly containers: readonly Container[] } }
  }
}

let dir: string
let drill: Drill
let operator: Operator
let backout: Console
let feeds: FeedWatcher

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-others-'))
  drill = await startDrill({ scenario: 'bad-deploy', seed: 7, speed: 20 })
  operator = await asOperator(drill)
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' } as const
  const homeClock = drill.clock as ClockView
  backout = createConsole(consolePorts(dir, { homeClock, anyJournalPlace: false, env: {}, launch }))
  feeds = watchFeeds(backout)
}, 180_000)

afterAll(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

/** Services that are well and that nobody has changed in this file yet. */
function wellServices(): Promise<readonly ServiceRef[]> {
  return feeds.until('services that are well', patienceMs, ({ services }) => {
    const rows = services?.rows.state === 'value' ? services.rows.value : []
    const well = rows.filter(
      ({ desired, ready, trouble }) => ready === desired && (trouble === 'calm' || trouble === 'changed')
    )
    return well.length >= 3 ? well.map(({ ref }) => ref).toSorted((a, b) => (a.name < b.name ? -1 : 1)) : undefined
  })
}

function pathOf({ namespace, name }: ServiceRef): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`
}

/** Changes the only container of a Deployment, and resolves once the change is rolled out as its newest revision. */
async function release(ref: ServiceRef, change: object): Promise<number> {
  const before = await operator.read<Deployment>(pathOf(ref))
  const [container] = before.spec.template.spec.containers
  await operator.merge(pathOf(ref), { spec: { template: { spec: { containers: [{ ...container, ...change }] } } } })
  const wanted = Number(before.metadata.annotations['deployment.kubernetes.io/revision']) + 1
  return rolledOut(ref, (revision) => revision === wanted)
}

function rolledOut(ref: ServiceRef, isWanted: (revision: number) => boolean): Promise<number> {
  return feeds.until(`the rollout of ${ref.name}`, patienceMs, ({ service }) => {
    const seen = service?.deployment.state === 'value' ? service.deployment.value : undefined
    if (seen?.ref.name !== ref.name || !isWanted(seen.revision)) return undefined
    return seen.rollout.state === 'complete' ? seen.revision : undefined
  })
}

/** The images of a Deployment's revisions, the oldest first. */
async function imagesOf(ref: ServiceRef): Promise<readonly string[]> {
  const revisions = await feeds.until('the revisions', patienceMs, ({ service }) =>
    service?.ref.name === ref.name && service.revisions.state === 'value' ? service.revisions.value : undefined
  )
  return revisions.map(({ images }) => images[0]?.image ?? '').toReversed()
}

describe('what others write', () => {
  it('an empty object is a revision of its own, and going back to it is proved', { timeout: 300_000 }, async () => {
    const [ref = expect.fail('no service')] = await wellServices()
    await ask('service.open', { ref })
    const [older = ''] = await imagesOf(ref)
    const withEmpty = await release(ref, { securityContext: {} })
    const { replicas } = (await operator.read<Deployment>(pathOf(ref))).spec
    const seen = await feeds.until('the new revision', patienceMs, ({ service }) =>
      service?.revisions.state === 'value'
        ? service.revisions.value.find(({ revision, isCurrent }) => isCurrent && revision === withEmpty)
        : undefined
    )
    expect(seen.replicas).toBe(replicas)
    await release(ref, { image: older })
    await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision: withEmpty } })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => {
      if (decision.failure) throw new Error(decision.failure.message)
      return decision.plan ?? undefined
    })
    await ask('run.approve', { planId: plan.id, digest: plan.digest })
    const run = await feeds.until('the end of the run', patienceMs, ({ run: now }) =>
      now?.state === 'settled' ? now : undefined
    )
    expect(run).toMatchObject({ outcome: 'succeeded', proved: true })
    expect(run.checks.find(({ name }) => name === 'pods')).toMatchObject({
      status: 'True',
      evidence: `${replicas} of ${replicas} ready, no restart since`
    })
    await ask('run.dismiss', { runId: run.id })
  })

  it('an evicted pod does not make a healthy rollout a bad one', { timeout: 300_000 }, async () => {
    const [, ref = expect.fail('no second service')] = await wellServices()
    await ask('service.open', { ref })
    const { spec } = await operator.read<Deployment>(pathOf(ref))
    await operator.merge(pathOf(ref), {
      spec: {
        replicas: 24,
        minReadySeconds: 6,
        progressDeadlineSeconds: 180,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
      }
    })
    const [container] = spec.template.spec.containers
    const before = await rolledOut(ref, () => true)
    await operator.merge(pathOf(ref), {
      spec: { template: { spec: { containers: [{ ...container, env: [{ name: 'LOG_FORMAT', value: 'json' }] }] } } }
    })
    const pod = await feeds.until('a new pod that is ready', patienceMs, ({ service }) => {
      const pods = service?.pods.state === 'value' ? service.pods.value : []
      return pods.find(({ revision, ready }) => ready && (revision ?? 0) > before)
    })
    await operator.merge(`/api/v1/namespaces/${ref.namespace}/pods/${pod.name}/status`, {
      status: {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: ephemeral-storage.',
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: new Date().toISOString() }]
      }
    })
    const longest: number[] = []
    await feeds.until('the end of the rollout', patienceMs, ({ service }) => {
      const signal = service?.signals.find(({ id }) => id === 'newPodsUnavailable')
      if (signal?.measure.state === 'known') longest.push(signal.measure.value)
      const rollout = service?.deployment.state === 'value' ? service.deployment.value.rollout : undefined
      return rollout?.state === 'complete' ? true : undefined
    })
    // The row's limit is half of the deadline, which the evicted pod would be past before the end; each new one takes seconds.
    expect(Math.max(...longest)).toBeLessThan(90)
    const { pods } = feeds.value('service') ?? expect.fail('no service')
    expect(pods.state === 'value' && pods.value.find(({ name }) => name === pod.name)).toMatchObject({
      life: 'ended',
      ready: false,
      reason: 'Evicted: The node was low on resource: ephemeral-storage.'
    })
  })

  it('a tool that puts changes back is named, and a Rollout refuses the rollback', { timeout: 300_000 }, async () => {
    const ref = (await wellServices()).at(-1) ?? expect.fail('no third service')
    await operator.merge(pathOf(ref), { metadata: { labels: { 'argocd.argoproj.io/instance': 'shop' } } })
    await ask('service.open', { ref })
    const revision = await feeds.until('an earlier revision', patienceMs, ({ service }) => {
      const revisions = service?.revisions.state === 'value' ? service.revisions.value : []
      return service?.ownership.state === 'value' ? revisions.find(({ isCurrent }) => !isCurrent)?.revision : undefined
    })
    await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision } })
    const plan = await feeds.until('a plan', patienceMs, ({ decision }) => decision.plan ?? undefined)
    expect(plan.guards.find(({ id }) => id === 'owners')).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/^Argo CD Application shop: /)
    })

    await operator.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', rolloutDefinition)
    const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: ref.name }
    await operator.create(`/apis/argoproj.io/v1alpha1/namespaces/${ref.namespace}/rollouts`, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'web', namespace: ref.namespace },
      spec: { workloadRef }
    })
    const owner = `Rollout ${ref.namespace}/web`
    await feeds.until('the Rollout', patienceMs, ({ service }) =>
      service?.ownership.state === 'value' && service.ownership.value.owners.some(({ name }) => name === owner)
        ? true
        : undefined
    )
    await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision } })
    const refused = await feeds.until('the refusal', patienceMs, ({ decision }) =>
      decision.levers.find(({ state }) => state === 'refused')
    )
    expect(refused.reason).toContain(`Refused: ${owner} takes its pods from this Deployment.`)
  })
})

/** As far as a client needs it: argoproj/argo-rollouts manifests/crds/rollout-crd.yaml. */
const rolloutDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rollouts.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    names: { plural: 'rollouts', singular: 'rollout', kind: 'Rollout', listKind: 'RolloutList' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
      }
    ]
  }
}
