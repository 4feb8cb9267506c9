import { describe, expect, it, onTestFinished } from 'vitest'
import type { DecisionView, EnvironmentView, Owner, Ownership, Verdict } from '../../contract/index.ts'
import { rig, journalForTest } from '../execute/testing/rig.ts'
import { environmentAt } from '../execute/testing/stage.ts'
import { createClock } from '../lib/clock.ts'
import type { RevisionRecords } from '../plan/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Observation } from '../status/index.ts'
import { createPlanning } from './planning.ts'

const nobody: Ownership = { state: 'known', owners: [] }
const canary: Owner = { system: 'Flagger', name: 'Canary shop/web', effect: '', role: 'target', evidence: '' }
const rollBack: Verdict = {
  level: 'rollBack',
  row: 'errors-high',
  lead: '',
  rest: '',
  detail: '',
  judgements: [
    {
      row: 'errors-high',
      title: 'Errors over 5 %',
      signal: 'errorRatio',
      level: 'rollBack',
      limit: 0.05,
      result: 'fires',
      evidence: '8 %, limit 5 %'
    }
  ],
  disagreeing: [],
  firstCrossedAt: null,
  asked: null,
  decideBy: null,
  wait: null,
  isComplete: true,
  withinSeconds: 120,
  judgedAt: ''
}

/** The planning of one service in front of a fake cluster; what is observed is set by the test. */
async function stage(kind: EnvironmentView['kind'] = 'production') {
  const { cluster, connection, server } = await rig()
  const journal = await journalForTest()
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const good: RevisionRecords = {
    replicaSet: 'checkout-3',
    uid: 'uid-checkout-3',
    revision: 3,
    records: [],
    record: 'good',
    recommended: true,
    lastServedAt: null
  }
  const seen = {
    deployment: structuredClone(cluster.deployment) as unknown as KubeObject,
    ownership: nobody as Ownership | null
  }
  const waiting = new Set<() => void>()
  let decision: DecisionView = { levers: [], traps: [], plan: null, failure: null }
  const planning = createPlanning({
    ref: { namespace: 'shop', name: 'checkout' },
    environment: environmentAt(connection, kind),
    session: { connection, clock: createClock(null) },
    journal,
    records: {
      list: () => [good],
      byReplicaSet: () => new Map(),
      key: () => 'same',
      refresh: async () => undefined,
      refreshWhenDue: () => undefined
    },
    observation: (): Observation => ({
      deployment: { state: 'value', value: seen.deployment, observedAt: '' },
      replicaSets: { state: 'value', value: [], observedAt: '' },
      pods: { state: 'value', value: [], observedAt: '' },
      canaries: { state: 'value', value: [], observedAt: '' },
      signals: [],
      normalAt: null,
      prometheus: { state: 'loading', awaiting: '', sinceAt: '' }
    }),
    ownership: () => seen.ownership,
    traps: () => [],
    abort: closing.signal,
    onDecision(next) {
      decision = next
      waiting.forEach((tell) => tell())
    }
  })
  const until = (is: (decision: DecisionView) => boolean): Promise<DecisionView> =>
    new Promise((resolve) => {
      const tell = (): void => {
        if (!is(decision)) return
        waiting.delete(tell)
        resolve(decision)
      }
      waiting.add(tell)
      tell()
    })
  const previews = (): number => server.requests.filter(({ url }) => url.includes('dryRun=All')).length
  return {
    cluster,
    journal,
    planning,
    seen,
    until,
    previews,
    decision: () => decision,
    /** What the watch would bring. */
    observe: () => void (seen.deployment = structuredClone(cluster.deployment) as unknown as KubeObject)
  }
}

const hasPlan = ({ plan }: DecisionView): boolean => plan !== null

describe('a plan that makes itself', () => {
  it('waits until it is known who owns the Deployment', async () => {
    const at = await stage()
    at.seen.ownership = null
    at.planning.consider(rollBack)
    expect(at.decision().levers).toEqual([])
    at.seen.ownership = nobody
    at.planning.consider(rollBack)
    expect((await at.until(hasPlan)).plan?.target.toRevision).toBe(3)
  })

  it('stays while nothing changes, also when the observation lags behind it', async () => {
    const at = await stage()
    at.cluster.release('5')
    at.planning.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    expect(plan?.target.fromRevision).toBe(5)
    at.planning.consider(rollBack)
    at.observe()
    at.planning.consider(rollBack)
    expect(at.decision().plan).toBe(plan)
    expect(at.previews()).toBe(1)
  })

  it('is made anew as soon as someone else changed the Deployment, whatever the verdict says by then', async () => {
    const at = await stage()
    at.planning.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    at.cluster.release('5')
    at.observe()
    at.planning.consider({ ...rollBack, level: 'hold' })
    const next = await at.until((decision) => hasPlan(decision) && decision.plan !== plan)
    expect(next.plan?.target).toMatchObject({ fromRevision: 5, toRevision: 3 })
  })

  it('stays when the Deployment is only scaled', async () => {
    const at = await stage()
    at.planning.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    const { metadata } = at.seen.deployment
    at.seen.deployment = { ...at.seen.deployment, metadata: { ...metadata, generation: 99 } }
    at.planning.consider(rollBack)
    expect(at.decision().plan).toBe(plan)
  })

  it('gives way to a Canary that comes, and comes back when it goes', async () => {
    const at = await stage()
    at.planning.consider(rollBack)
    await at.until(hasPlan)
    at.seen.ownership = { state: 'known', owners: [canary] }
    at.planning.consider(rollBack)
    const refused = await at.until(({ levers }) => levers[0]?.state === 'refused')
    expect(refused.plan).toBeNull()
    expect(refused.traps).toMatchObject([{ id: 'T3' }])
    at.seen.ownership = nobody
    at.planning.consider(rollBack)
    await at.until(hasPlan)
  })

  it('asks for typing instead of holding once Canaries cannot be read', async () => {
    const at = await stage('staging')
    at.planning.consider(rollBack)
    expect((await at.until(hasPlan)).plan?.approval.kind).toBe('hold')
    at.seen.ownership = { state: 'unknown', owners: [], reason: 'canaries: 403' }
    at.planning.consider(rollBack)
    await at.until(({ plan }) => plan?.approval.kind === 'typed')
  })

  it('notices a pause and a resumption', async () => {
    const at = await stage()
    at.planning.consider(rollBack)
    await at.until(hasPlan)
    const setPaused = (isPaused: boolean): void => {
      at.cluster.spec()['paused'] = isPaused
      const metadata = at.cluster.deployment['metadata'] as Record<string, unknown>
      metadata['generation'] = Number(metadata['generation']) + 1
      at.cluster.deployment['status'] = {
        ...(at.cluster.deployment['status'] as object),
        observedGeneration: metadata['generation']
      }
      at.observe()
      at.planning.consider(rollBack)
    }
    setPaused(true)
    await at.until(({ plan }) => plan?.blocked?.message.includes('is paused') === true)
    setPaused(false)
    await at.until(({ plan }) => plan !== null && plan.blocked === undefined)
  })

  it('is held while a run goes on', async () => {
    const at = await stage()
    at.planning.hold('running')
    at.planning.consider(rollBack)
    expect(at.decision().levers).toEqual([])
  })

  it('is held after a proved run until the service was well and is ill again', async () => {
    const at = await stage()
    at.planning.hold('proved')
    // The ratio of the last minutes still holds what was before.
    at.planning.consider(rollBack)
    at.planning.consider({ ...rollBack, level: 'watch' })
    at.planning.hold('proved')
    expect(at.previews()).toBe(0)
    at.planning.consider(rollBack)
    await at.until(hasPlan)
    expect(at.previews()).toBe(1)
  })

  it.each([
    ['hold', 'notNeeded'],
    ['watch', 'possible']
  ] as const)('is offered while the verdict is %s and nobody asked', async (level, state) => {
    const at = await stage()
    at.planning.consider({ ...rollBack, level })
    expect(at.decision().levers).toMatchObject([{ state, reason: expect.stringContaining('asks for a rollback') }])
    expect(at.previews()).toBe(0)
    await at.planning.prepare()
    expect(at.decision().plan).not.toBeNull()
    at.planning.consider({ ...rollBack, level })
    expect(at.decision().levers).toMatchObject([{ state: 'recommended' }])
  })

  it('says that nothing is measured where that is so, and waits where the verdict does', async () => {
    const at = await stage()
    at.planning.consider({ ...rollBack, level: 'watch', judgements: [] })
    expect(at.decision().levers).toMatchObject([
      { state: 'possible', reason: 'Nothing is measured that could ask for a rollback.' }
    ])
    at.planning.consider({ ...rollBack, level: 'wait' })
    expect(at.decision().levers).toMatchObject([
      { state: 'possible', reason: expect.stringContaining('clean reading') }
    ])
    expect(at.previews()).toBe(0)
  })

  it.each([
    ['an opt-out from Flux, which it would take away', 'kustomize.toolkit.fluxcd.io/reconcile', 'disabled', 'optOut'],
    ['what was applied last, which it would put back', 'kubectl.kubernetes.io/last-applied-configuration', '{}', null]
  ])('is made anew when someone writes %s', async (_what, key, value, guard) => {
    const at = await stage()
    at.planning.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    at.cluster.annotate({ [key]: value })
    at.observe()
    at.planning.consider(rollBack)
    const next = await at.until((decision) => hasPlan(decision) && decision.plan !== plan)
    if (guard !== null)
      expect(next.plan?.guards).toContainEqual(expect.objectContaining({ id: guard, status: 'warning' }))
    else expect(next.plan?.steps[0]?.request.body).toContain(`"${key}":"{}"`)
    at.planning.consider(rollBack)
    expect(at.decision().plan, 'once').toBe(next.plan)
  })

  it('is made although it cannot be recorded, to be read', async () => {
    const at = await stage()
    await at.journal.close()
    at.planning.consider(rollBack)
    await at.until(hasPlan)
  })
})
