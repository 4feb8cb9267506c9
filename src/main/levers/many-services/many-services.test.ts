import { describe, expect, it } from 'vitest'
import { planDigest } from '../../ports/digest.ts'
import { openIntents } from '../../journal/open-intents.ts'
import type { Choice } from '../../../contract/index.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import { executorFor } from '../deployment-rollback/testing/rig.ts'
import { approvalOf } from '../deployment-rollback/testing/stage.ts'
import { manyServices } from './index.ts'
import { manyStage, standings, unreadStandings } from './testing/many-stage.ts'
import { serviceRow } from './testing/service-row.ts'

const well = {
  trouble: 'changed',
  troubleText: 'changed in the last hour',
  errorRatio: serviceRow('x').errorRatio
} as const

async function played(at: Awaited<ReturnType<typeof manyStage>>, choice: Choice | null = null) {
  const ready = await at.plan(choice)
  const { executor, journal, settled } = await executorFor(at, [ready], { place: at.place })
  expect(await executor.approve(approvalOf(ready))).toMatchObject({ ok: true })
  return { run: await settled(), journal, ready, executor }
}

/** The same plan, one after the other, so that a test can stop between two. */
function oneByOne(ready: ReadyPlan, identity: string): ReadyPlan {
  const plan = { ...ready.plan, order: { ...ready.plan.order, atOnce: 1 } }
  return { ...ready, plan: { ...plan, digest: planDigest(plan, ready.steps, identity) } }
}

describe('a past that could not be read', () => {
  it('is no reason to leave a service ill: the plan waits, and says of whom it is', async () => {
    const at = await manyStage({}, (name) => (name === 'inventory' ? standings(name) : unreadStandings(name)))
    const result = await at.result()
    expect(result).toMatchObject({ kind: 'failed', failure: { retryable: true } })
    expect(result.kind === 'failed' && result.failure.message).toMatch(
      /^Of 2 of the 3 that are ill the past could not be read/
    )
  })

  it('is said of those that somebody takes all the same, and is not called unknown', async () => {
    const at = await manyStage({}, (name) => (name === 'inventory' ? standings(name) : unreadStandings(name)))
    const { plan } = await at.plan({ services: 'inventory,pricing' })
    const stays = plan.guards.find(({ text }) => text.includes('pricing'))
    expect(stays?.text).toMatch(/what they did could not be read\. Not measured: late\./)
  })
})

describe('judging', () => {
  it('is for several that are ill, and then acts at once for all of them', async () => {
    const at = await manyStage({ catalog: well })
    expect(manyServices.judge(at.world())).toMatchObject({
      state: 'fits',
      choice: { services: 'inventory,pricing' },
      picks: 'several'
    })
  })

  it('is not needed where only one is ill: it goes back alone, and what is well stays', async () => {
    const at = await manyStage({ catalog: well, pricing: well })
    const judged = manyServices.judge(at.world())
    expect(judged).toMatchObject({ state: 'notNeeded', choice: null })
    expect(judged.reason).toMatch(/3 services changed since \d\d:\d\d UTC, and only inventory is ill/)
  })

  it('leaves the first word to the levers of a service that is none of them', async () => {
    const at = await manyStage({ inventory: well })
    expect(manyServices.judge(at.world())).toMatchObject({ state: 'possible', choice: { services: 'pricing,catalog' } })
  })

  it('is not shown where nothing else changed, and while nothing has been read', async () => {
    const at = await manyStage({ pricing: { changedAt: '2020-01-01T00:00:00Z' }, catalog: { changedAt: '' } })
    expect(manyServices.judge(at.world()).state).toBe('notHere')
    expect(manyServices.options(at.world())).toEqual([])
    const loading = { state: 'loading', awaiting: '', sinceAt: '' } as const
    const world = { ...at.world(), neighbours: { rows: loading, of: () => null } }
    expect(manyServices.judge(world).state).toBe('notHere')
  })

  it('offers what changed with its reason, and counts what did not', async () => {
    const at = await manyStage({ pricing: well, catalog: { changedAt: '2020-01-01T00:00:00Z' } })
    const options = manyServices.options(at.world())
    expect(options.map(({ title, state, note }) => [title, state, note])).toEqual([
      ['inventory', 'recommended', 'errors 9 %, limit 5 %'],
      ['pricing', 'possible', 'changed, and well: errors 9 %'],
      ['1 other', 'impossible', expect.stringContaining('not changed in the window')]
    ])
    // A box can be ticked where its choice makes a plan.
    for (const { choice } of options) expect(manyServices.choice.safeParse(choice).success).toBe(true)
  })
})

describe('planning', () => {
  it('is one plan: a pinned undo for each, one approval that counts them, one way back', async () => {
    const { plan, steps } = await (await manyStage()).plan()
    expect(plan.words.title).toBe('Roll back 3 services: inventory, pricing, catalog')
    expect(steps.map(({ id }) => id)).toEqual(['undo inventory', 'undo pricing', 'undo catalog'])
    expect(plan.steps.map(({ command }) => command)).toEqual(
      ['inventory', 'pricing', 'catalog'].map((name) => expect.stringContaining(`deployment/${name} --to-revision=3`))
    )
    expect(plan.order).toEqual({ atOnce: 16, stopAfterFailures: 0 })
    expect(plan.scope).toMatchObject({
      targets: 3,
      besides: ['inventory', 'pricing', 'catalog'].map((name) => ({
        ref: { namespace: 'shop', name },
        symptom: 'Errors 9 %, limit 5 %.'
      }))
    })
    expect(plan.inverse?.choice).toEqual({ services: 'inventory:4,pricing:4,catalog:4', stopAfter: 0 })
    expect(plan.changes.filter(({ kind }) => kind === 'value')).toEqual([
      { kind: 'value', title: 'inventory', before: '4', after: '3, revision 3' },
      { kind: 'value', title: 'pricing', before: '4', after: '3, revision 3' },
      { kind: 'value', title: 'catalog', before: '4', after: '3, revision 3' }
    ])
  })

  it('says of each that stays why, and keeps nobody else from going', async () => {
    const at = await manyStage()
    at.cluster('pricing').deployment['spec'] = { ...at.cluster('pricing').spec(), paused: true }
    const { plan } = await at.plan({ services: 'inventory,pricing,nowhere' })
    expect(plan.steps.map(({ id }) => id)).toEqual(['undo inventory'])
    expect(plan.guards.filter(({ id }) => id.endsWith('/stays'))).toEqual([
      {
        id: 'pricing/stays',
        status: 'warning',
        text: expect.stringContaining('resume it first'),
        leavesOut: 'pricing'
      },
      { id: 'nowhere/stays', status: 'warning', text: expect.stringContaining('no such service'), leavesOut: 'nowhere' }
    ])
  })

  it('asks for a choice where nothing is taken, or nothing that is taken can go', async () => {
    const at = await manyStage()
    expect(await at.result({ services: '' })).toMatchObject({ kind: 'needsChoice' })
    expect(await at.result({ services: 'nowhere' })).toMatchObject({
      kind: 'needsChoice',
      reason: expect.stringContaining('nowhere: there is no such service')
    })
  })

  it('does not call well what is not measured', async () => {
    const errorRatio = { state: 'unknown', why: 'unreachable', text: '' } as never
    const at = await manyStage({ inventory: well, pricing: well, catalog: { ...well, errorRatio } })
    const judged = manyServices.judge(at.world())
    expect(judged.state).toBe('unknown')
    expect(judged.reason).toMatch(/; none of the 2 whose errors are known is ill\. Of 1 the errors are not known\.$/)
    expect(await at.result()).toMatchObject({ kind: 'failed', failure: { retryable: true } })
  })

  it('says that nothing is known where nothing is measured, and why what is ill stays', async () => {
    const errorRatio = { state: 'unknown', why: 'unreachable', text: '' } as never
    const silent = { ...well, errorRatio }
    const all = await manyStage({ inventory: silent, pricing: silent, catalog: silent })
    const judged = manyServices.judge(all.world())
    expect(judged.state).toBe('unknown')
    expect(judged.reason).toMatch(/; whether one of them is ill is not known\. Of 3 the errors are not known\.$/)
    const paused = await manyStage({ pricing: well, catalog: well })
    Object.assign(paused.cluster('inventory').deployment.spec as object, { paused: true })
    expect(manyServices.judge(paused.world()).reason).toMatch(
      /this one is ill and cannot simply go back: inventory \(paused: resume it first, then plan again\)\.$/
    )
  })

  it('does not fit any more once one of them was changed or is claimed', async () => {
    const at = await manyStage()
    const ready = await at.plan()
    expect(manyServices.stillFits(ready, at.world())).toBe(true)
    at.cluster('catalog').release('5')
    expect(manyServices.stillFits(ready, at.world())).toBe(false)
  })

  it.each(['cart;rm', 'Cart', 'cart,', 'cart:0', 'cart:x', '../cart'])('refuses %j as a choice', (services) => {
    expect(manyServices.choice.safeParse({ services }).success).toBe(false)
  })
})

describe('running', () => {
  it('rolls all of them back, each once, and proves each', async () => {
    const at = await manyStage()
    const { run, journal } = await played(at)
    expect(run).toMatchObject({ outcome: 'succeeded', proved: true })
    expect(run.checks.map(({ title, status }) => [title, status])).toEqual([
      ['inventory', 'True'],
      ['pricing', 'True'],
      ['catalog', 'True']
    ])
    expect([...at.clusters.values()].map(({ applied }) => applied)).toEqual([1, 1, 1])
    expect(openIntents(journal.records())).toEqual([])
  })

  it('begins nothing further after a failure, and what is done stays', async () => {
    const at = await manyStage()
    const digested = oneByOne(await at.plan(), at.place.identity)
    at.cluster('inventory').release('5')
    const { executor, settled } = await executorFor(at, [digested], { place: at.place })
    expect(await executor.approve(approvalOf(digested))).toMatchObject({ ok: true })
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'conflict', proved: false })
    expect(run.steps.slice(0, 3).map(({ state }) => state)).toEqual(['failed', 'cancelled', 'cancelled'])
    expect(at.sent()).toBe(0)
  })

  it('goes over as many failures as it was told, and is then not proved as a whole', async () => {
    const at = await manyStage()
    const ready = await at.plan({ services: 'inventory,pricing,catalog', stopAfter: 1 })
    at.cluster('pricing').release('5')
    const { executor, settled } = await executorFor(at, [ready], { place: at.place })
    await executor.approve(approvalOf(ready))
    const run = await settled()
    expect(run.proved).toBe(false)
    expect(run.steps.slice(0, 3).map(({ state }) => state)).toEqual(['done', 'failed', 'done'])
    expect(run.checks.map(({ title, status }) => [title, status])).toEqual([
      ['inventory', 'True'],
      ['catalog', 'True']
    ])
  })

  it('begins nothing further once it is cancelled, and offers the way back for what is done', async () => {
    const at = await manyStage()
    const ready = oneByOne(await at.plan(), at.place.identity)
    const { executor, journal, settled } = await executorFor(at, [ready], { place: at.place })
    journal.subscribe(({ kind, body }) => {
      if (kind === 'outcome') executor.abort(String(body['runId']))
    })
    await executor.approve(approvalOf(ready))
    const run = await settled()
    expect(run.steps.slice(0, 3).map(({ state }) => state)).toEqual(['done', 'cancelled', 'cancelled'])
    expect([...at.clusters.values()].map(({ applied }) => applied)).toEqual([1, 0, 0])
    expect(run.inverse).toEqual(ready.plan.inverse)
    // The way back leaves out what had not been begun.
    const back = await at.plan(run.inverse?.choice ?? null)
    expect(back.plan.steps.map(({ id }) => id)).toEqual(['undo inventory'])
  })

  it('finds nothing to do the second time, and goes all the way back when asked', async () => {
    const at = await manyStage()
    const { ready } = await played(at)
    expect(await at.result()).toMatchObject({ kind: 'notNeeded' })
    expect(await at.result({ services: 'inventory,pricing,catalog' })).toMatchObject({
      kind: 'needsChoice',
      reason: expect.stringContaining('rolled back already')
    })
    const back = await played(at, ready.plan.inverse?.choice ?? null)
    expect(back.run.outcome).toBe('succeeded')
    expect([...at.clusters.values()].map(({ applied }) => applied)).toEqual([2, 2, 2])
    const images = at.world().neighbours.of('catalog')?.deployment
    expect(JSON.stringify(images)).toContain('catalog:4')
  })

  it('goes on with what is left after a stop, and with nothing twice', async () => {
    const at = await manyStage()
    await played(at, { services: 'pricing' })
    const { ready } = await played(at, { services: 'inventory,pricing,catalog' })
    expect(ready.steps.map(({ id }) => id)).toEqual(['undo inventory', 'undo catalog'])
    expect([...at.clusters.values()].map(({ applied }) => applied)).toEqual([1, 1, 1])
  })
})
