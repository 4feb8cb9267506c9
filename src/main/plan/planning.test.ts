import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DecisionView, EnvironmentView, Owner, Ownership, ServiceView, Verdict } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { journalForTest, requestIn, rig } from '../levers/deployment-rollback/testing/rig.ts'
import { environmentAt, placeOf } from '../levers/deployment-rollback/testing/stage.ts'
import { deploymentRollback } from '../levers/deployment-rollback/index.ts'
import { levers } from '../levers/registry.ts'
import { createClock } from '../lib/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Lever, Levers, PlanResult, ReadyPlan, World } from '../ports/lever.ts'
import { noNeighbours } from '../ports/neighbours.ts'
import type { Standing } from '../ports/standing.ts'
import { buildServiceView } from '../status/build-service-view.ts'
import { createPlanning } from './planning.ts'

const nobody: Ownership = { state: 'known', owners: [] }
const canary: Owner = {
  system: 'Flagger',
  name: 'Canary shop/web',
  effect: '',
  role: 'target',
  evidence: '',
  source: ''
}
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
      evidence: '8 %, limit 5 %',
      withinSeconds: 120,
      decideBy: null
    }
  ],
  disagreeing: [],
  firstCrossedAt: null,
  asked: null,
  decideBy: null,
  wait: null,
  declined: null,
  isComplete: true,
  withinSeconds: 120,
  judgedAt: ''
}

/** The planning of one service in front of a fake cluster; what is observed is set by the test. */
async function stage(kind: EnvironmentView['kind'] = 'production', known: Levers = levers) {
  const { cluster, connection, server } = await rig()
  const journal = await journalForTest()
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const good: Standing = {
    replicaSet: 'checkout-3',
    uid: 'uid-checkout-3',
    revision: 3,
    evidence: [],
    standing: 'good',
    recommended: true,
    lastServedAt: null
  }
  const seen = {
    deployment: structuredClone(cluster.deployment) as unknown as KubeObject,
    ownership: nobody as Ownership | null,
    verdict: rollBack,
    standing: good,
    isWhole: true
  }
  const place = { ...placeOf(connection, createClock(null)), environment: environmentAt(connection, kind) }
  const world = (): World => ({
    ref: { namespace: 'shop', name: 'checkout' },
    context: connection.context,
    service: viewOf(seen.deployment, cluster.replicaSets as unknown as KubeObject[], seen.standing, seen.ownership),
    objects: new Map([['deployments', { state: 'value', value: [seen.deployment], observedAt: '' }]]),
    standings: [seen.standing],
    neighbours: noNeighbours,
    verdict: seen.verdict,
    now: new Date()
  })
  const waiting = new Set<() => void>()
  let decision: DecisionView = { levers: [], traps: [], plan: null, failure: null }
  const planning = createPlanning({
    levers: known,
    journal,
    newId: randomUUID,
    standingsOf: async () => [],
    world,
    place: () => place,
    refresh: async () => undefined,
    traps: () => [],
    isWhole: () => seen.isWhole,
    abort: closing.signal,
    onDecision(next) {
      decision = next
      waiting.forEach((tell) => tell())
    }
  })
  /** Another observation, under a verdict. */
  const consider = (verdict: Verdict): void => {
    seen.verdict = verdict
    planning.consider()
  }
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
    consider,
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
  it('gives way when another lever is recommended, as when more is read, unless somebody asked for it', async () => {
    let isQuicker = false
    const quicker: Lever = {
      ...deploymentRollback,
      id: 'quicker',
      title: 'Quicker',
      judge: (world) => ({
        ...deploymentRollback.judge(world),
        takesEffectMs: 1,
        ...(isQuicker ? {} : { state: 'notHere' })
      }),
      async plan(request, tools) {
        const result = await deploymentRollback.plan(request, tools)
        if (result.kind !== 'plan') return result
        return { ...result, planned: { ...result.planned, plan: { ...result.planned.plan, lever: 'quicker' } } }
      }
    }
    const at = await stage('production', new Map([deploymentRollback, quicker].map((lever) => [lever.id, lever])))
    at.consider(rollBack)
    await at.until(hasPlan)
    isQuicker = true
    await vi.waitFor(
      () => {
        at.consider(rollBack)
        expect(at.decision().plan?.lever).toBe('quicker')
      },
      { timeout: 10_000, interval: 50 }
    )
    expect(at.decision()).toMatchObject({ asked: 'quicker' })
    await at.planning.prepare({ lever: deploymentRollback.id, choice: { revision: 2 }, continues: null })
    await at.until(({ plan }) => plan?.lever === deploymentRollback.id)
    const chosen = at.decision().plan?.id
    at.consider(rollBack)
    expect(at.decision().plan?.id).toBe(chosen)
  })

  it('goes when it does not fit any more and nothing is recommended in its place', async () => {
    let isFor = true
    const own: Lever = {
      ...deploymentRollback,
      judge: (world) => ({ ...deploymentRollback.judge(world), ...(isFor ? {} : { state: 'impossible' }) }),
      stillFits: () => isFor
    }
    const at = await stage('production', new Map([[own.id, own]]))
    at.consider(rollBack)
    await at.until(hasPlan)
    isFor = false
    at.consider(rollBack)
    expect(at.decision().plan).toBeNull()
  })

  it('waits until it is known who owns the Deployment', async () => {
    const at = await stage()
    at.seen.ownership = null
    at.consider(rollBack)
    expect(at.decision()).toMatchObject({ plan: null, levers: [{ state: 'possible' }] })
    expect(at.previews()).toBe(0)
    at.seen.ownership = nobody
    at.consider(rollBack)
    expect((await at.until(hasPlan)).plan?.choice).toEqual({ revision: 3 })
  })

  it('waits until the verdict says whose requests its number is of, and quotes that', async () => {
    const at = await stage()
    at.seen.isWhole = false
    at.consider({ ...rollBack, lead: 'Roll back now.', rest: 'Errors 32 % (being read).' })
    expect(at.decision().plan).toBeNull()
    expect(at.decision().levers).not.toContainEqual(expect.objectContaining({ state: 'planning' }))
    at.seen.isWhole = true
    at.consider({ ...rollBack, lead: 'Roll back now.', rest: 'Errors 32 % on the canary.' })
    expect((await at.until(hasPlan)).plan?.why).toContain('on the canary')
  })

  it('is made anew once that is said where the operator asked for it before', async () => {
    const at = await stage()
    at.seen.isWhole = false
    at.seen.verdict = { ...rollBack, lead: 'Roll back now.', rest: 'Errors 32 % (being read).' }
    await at.planning.prepare({ lever: deploymentRollback.id, choice: null, continues: null })
    expect(at.decision().plan?.why).toContain('(being read)')
    at.seen.isWhole = true
    at.consider({ ...rollBack, lead: 'Roll back now.', rest: 'Errors 32 % on the canary.' })
    expect((await at.until(({ plan }) => plan?.why.includes('on the canary') === true)).plan?.choice).toEqual({
      revision: 3
    })
  })

  it('is made as soon as a revision turns out good, also where its past could not be measured before', async () => {
    const at = await stage()
    const { standing } = at.seen
    const text = 'Not measured: Prometheus did not answer in time.'
    const unmeasured = { verdict: 'none', source: 'metrics', text, at: '' } as const
    at.seen.standing = { ...standing, standing: 'none', recommended: false, evidence: [unmeasured] }
    at.consider(rollBack)
    await at.until(({ levers: [lever] }) => lever?.state === 'needsChoice')
    at.consider(rollBack)
    at.seen.standing = { ...standing, evidence: [{ ...unmeasured, verdict: 'good', text: 'Errors 0 %.' }] }
    at.consider(rollBack)
    expect((await at.until(hasPlan)).plan?.choice).toEqual({ revision: 3 })
  })

  it('stays while nothing changes, also when the observation lags behind it', async () => {
    const at = await stage()
    at.cluster.release('5')
    at.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    expect(plan?.inverse?.choice).toEqual({ revision: 5 })
    at.consider(rollBack)
    at.observe()
    at.consider(rollBack)
    expect(at.decision().plan).toBe(plan)
    expect(at.previews()).toBe(1)
  })

  it('is made anew as soon as someone else changed the Deployment', async () => {
    const at = await stage()
    at.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    at.cluster.release('5')
    at.observe()
    at.consider(rollBack)
    const next = await at.until((decision) => hasPlan(decision) && decision.plan !== plan)
    expect(next.plan).toMatchObject({ choice: { revision: 3 }, inverse: { choice: { revision: 5 } } })
  })

  it('is tried again in calm where what the operator asked for could not be read, and then says what it came to', async () => {
    const failure = failureOf('missing', 'The errors are not known now.', { retryable: true })
    const results: PlanResult[] = [
      { kind: 'failed', failure },
      { kind: 'notNeeded', reason: 'None of them is ill.' }
    ]
    const asked: Lever = { ...deploymentRollback, plan: async () => results.shift() ?? expect.fail('asked once more') }
    const at = await stage('production', new Map([[asked.id, asked]]))
    const hold = { ...rollBack, level: 'hold' } as const
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    at.consider(hold)
    await at.planning.prepare({ lever: asked.id, choice: null, continues: null })
    at.consider(hold)
    expect(at.decision()).toMatchObject({ failure, levers: [{ state: 'failed' }] })
    vi.setSystemTime(Date.now() + 11_000)
    at.consider(hold)
    await at.until(({ failure: left }) => left === null)
    await at.until(({ levers: [one] }) => one?.state === 'notNeeded')
    at.consider(hold)
    expect(at.decision().levers).toMatchObject([{ state: 'notNeeded', reason: 'None of them is ill.' }])
  })

  it('goes when the verdict no longer asks for it, unless the operator asked', async () => {
    const at = await stage()
    at.consider(rollBack)
    await at.until(hasPlan)
    at.consider({ ...rollBack, level: 'hold' })
    expect(at.decision()).toMatchObject({ plan: null, levers: [{ state: 'notNeeded' }] })
    await at.planning.prepare({ lever: 'deploymentRollback', choice: { revision: 2 }, continues: null })
    at.consider({ ...rollBack, level: 'hold' })
    expect(at.decision().plan?.choice).toEqual({ revision: 2 })
    // Nor is any revision called recommended where nothing asks.
    expect(at.decision().levers.flatMap(({ options }) => options.flatMap(({ tags }) => tags))).not.toContain(
      'recommended'
    )
  })

  it('keeps what the operator chose when someone else changed the Deployment', async () => {
    const at = await stage()
    await at.planning.prepare({ lever: 'deploymentRollback', choice: { revision: 2 }, continues: null })
    const { plan } = at.decision()
    at.cluster.release('5')
    at.observe()
    at.consider(rollBack)
    const next = await at.until((decision) => hasPlan(decision) && decision.plan !== plan)
    expect(next.plan).toMatchObject({ choice: { revision: 2 }, inverse: { choice: { revision: 5 } } })
  })

  it('refuses a lever that does not exist, and what cannot be chosen', async () => {
    const at = await stage()
    const none = { choice: null, continues: null }
    await expect(at.planning.prepare({ lever: 'undoEverything', ...none })).rejects.toThrow('There is no lever')
    const wanted = { lever: 'deploymentRollback', choice: { revision: -1 }, continues: null }
    await expect(at.planning.prepare(wanted)).rejects.toThrow('that cannot be chosen')
  })

  it('stays when the Deployment is only scaled', async () => {
    const at = await stage()
    at.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    const { metadata } = at.seen.deployment
    at.seen.deployment = { ...at.seen.deployment, metadata: { ...metadata, generation: 99 } }
    at.consider(rollBack)
    expect(at.decision().plan).toBe(plan)
  })

  it('gives way to a Canary that comes, and comes back when it goes', async () => {
    const at = await stage()
    at.consider(rollBack)
    await at.until(hasPlan)
    at.seen.ownership = { state: 'known', owners: [canary] }
    at.consider(rollBack)
    const refused = await at.until(({ levers }) => levers[0]?.state === 'refused')
    expect(refused.plan).toBeNull()
    expect(refused.traps).toMatchObject([{ id: 'T3' }])
    const said = () => at.journal.records().findLast(({ kind }) => kind === 'refused')?.body
    await expect.poll(() => said()?.['text']).toMatch(/^Roll back to an earlier revision is not offered: /)
    expect(said(), 'nobody tried it').not.toHaveProperty('command')
    at.seen.ownership = nobody
    at.consider(rollBack)
    await at.until(hasPlan)
  })

  it('asks for typing instead of holding once Canaries cannot be read', async () => {
    const at = await stage('staging')
    at.consider(rollBack)
    expect((await at.until(hasPlan)).plan?.approval.kind).toBe('hold')
    at.seen.ownership = { state: 'unknown', owners: [], reason: 'canaries: 403' }
    at.consider(rollBack)
    await at.until(({ plan }) => plan?.approval.kind === 'typed')
  })

  it('notices a pause and a resumption', async () => {
    const at = await stage()
    at.consider(rollBack)
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
      at.consider(rollBack)
    }
    setPaused(true)
    await at.until(({ plan }) => plan?.blocked?.message.includes('is paused') === true)
    setPaused(false)
    await at.until(({ plan }) => plan !== null && plan.blocked === undefined)
  })

  it('is held while a run goes on', async () => {
    const at = await stage()
    at.planning.hold('acting', null)
    at.consider(rollBack)
    expect(at.decision().plan).toBeNull()
    expect(at.previews()).toBe(0)
  })

  it('is judged beside once a second while a run acts, and at once when that has ended', async () => {
    const at = await stage()
    const reason = (): string | undefined => at.decision().levers.find(({ id }) => id === 'deploymentRollback')?.reason
    at.planning.hold('acting', null)
    at.consider(rollBack)
    const before = reason()
    at.seen.standing = { ...at.seen.standing, standing: 'bad', recommended: false }
    at.consider(rollBack)
    expect(reason()).toBe(before)
    at.planning.hold('proving', null)
    expect(reason()).not.toBe(before)
  })

  it('is made and kept fresh for the operator while a run is only being proved', async () => {
    const at = await stage()
    at.planning.hold('proving', null)
    at.consider(rollBack)
    expect(at.previews(), 'nothing by itself').toBe(0)
    await at.planning.prepare({ lever: 'deploymentRollback', choice: { revision: 3 }, continues: null })
    await at.until(hasPlan)
    at.cluster.release('5')
    at.observe()
    at.consider(rollBack)
    await at.until(({ plan }) => plan !== null && at.previews() > 1)
    expect(at.decision().plan?.choice).toEqual({ revision: 3 })
  })

  it('goes once it was approved and its run comes to its proof, and no other does', async () => {
    const at = await stage()
    at.consider(rollBack)
    await at.until(hasPlan)
    const id = at.decision().plan?.id ?? ''
    at.planning.hold('acting', id)
    at.planning.hold('proving', 'another')
    expect(at.decision().plan?.id).toBe(id)
    at.planning.hold('proving', id)
    expect(at.decision().plan).toBeNull()
  })

  it('is held after a proved run until the service was well and is ill again', async () => {
    const at = await stage()
    at.planning.hold('proved', null)
    // The ratio of the last minutes still holds what was before.
    at.consider(rollBack)
    at.consider({ ...rollBack, level: 'watch' })
    at.planning.hold('proved', null)
    expect(at.previews()).toBe(0)
    at.consider(rollBack)
    await at.until(hasPlan)
    expect(at.previews()).toBe(1)
  })

  it.each([
    ['hold', 'notNeeded'],
    ['watch', 'possible']
  ] as const)('is offered while the verdict is %s and nobody asked', async (level, state) => {
    const at = await stage()
    at.consider({ ...rollBack, level })
    expect(at.decision().levers).toMatchObject([{ state, reason: expect.stringContaining('asks for a change') }])
    expect(at.previews()).toBe(0)
    await at.planning.prepare({ lever: 'deploymentRollback', choice: null, continues: null })
    expect(at.decision().plan).not.toBeNull()
    at.consider({ ...rollBack, level })
    expect(at.decision().plan).not.toBeNull()
    expect(at.decision().levers).toMatchObject([{ state }])
  })

  it('goes while the verdict waits for a clean reading after a change, and nothing is recommended then', async () => {
    const at = await stage()
    at.consider(rollBack)
    await at.until(hasPlan)
    at.consider({ ...rollBack, level: 'wait' })
    expect(at.decision()).toMatchObject({ plan: null, levers: [{ state: 'possible' }] })
  })

  it('says that nothing is measured where that is so, and waits where the verdict does', async () => {
    const at = await stage()
    at.consider({ ...rollBack, level: 'watch', judgements: [] })
    expect(at.decision().levers).toMatchObject([
      { state: 'possible', reason: 'Nothing is measured that could ask for a change.' }
    ])
    at.consider({ ...rollBack, level: 'wait' })
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
    at.consider(rollBack)
    const { plan } = await at.until(hasPlan)
    at.cluster.annotate({ [key]: value })
    at.observe()
    at.consider(rollBack)
    const next = await at.until((decision) => hasPlan(decision) && decision.plan !== plan)
    if (guard !== null)
      expect(next.plan?.guards).toContainEqual(expect.objectContaining({ id: guard, status: 'warning' }))
    else expect(bodyIn(at.planning.ready())).toContain(`"${key}":"{}"`)
    at.consider(rollBack)
    expect(at.decision().plan, 'once').toBe(next.plan)
  })

  it('is made although it cannot be recorded, to be read', async () => {
    const at = await stage()
    await at.journal.close()
    at.consider(rollBack)
    await at.until(hasPlan)
  })
})

function bodyIn(ready: ReadyPlan | null): string {
  return ready ? (requestIn(ready).body ?? '') : ''
}

/** What the window would show of it. */
function viewOf(
  deployment: KubeObject,
  replicaSets: readonly KubeObject[],
  good: Standing,
  ownership: Ownership | null
): ServiceView {
  const value = <T>(seen: T) => ({ state: 'value', value: seen, observedAt: '' }) as const
  const view = buildServiceView(
    { namespace: 'shop', name: 'checkout' },
    {
      deployment: value(deployment),
      replicaSets: value(replicaSets),
      pods: value([]),
      canaries: value([]),
      rollouts: value([]),
      objects: new Map(),
      requests: { state: 'loading', awaiting: '', sinceAt: '' },
      signals: [],
      normalAt: null,
      prometheus: { state: 'loading', awaiting: '', sinceAt: '' }
    },
    new Date(),
    new Map([[good.uid, good]])
  )
  const unread = { state: 'loading', awaiting: '', sinceAt: '' } as const
  return { ...view, ownership: ownership ? value(ownership) : unread }
}
