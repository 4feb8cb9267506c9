import { describe, expect, it } from 'vitest'
import type { ExecutorPorts } from '../../execute/executor-ports.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import type { Journal, JournalRecord } from '../../ports/journal.ts'
import { commandsOf } from '../../report/command-log.ts'
import { runStories } from '../../report/run-story.ts'
import { runOf } from '../../run/index.ts'
import { executorFor, journalForTest, requestIn, rig, type Rig } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

const soon: Partial<ExecutorPorts> = { timeoutMs: 400, readOnMs: 20_000, readOnEveryMs: 50 }

/** A rollback whose request was swallowed, and whose outcome is recorded as failed. */
async function notApplied(change: Partial<ExecutorPorts> = {}) {
  const at = await rig()
  const plan = await at.plan(3)
  at.cluster.fault = { kind: 'loseRequest' }
  const kept = await journalForTest()
  const process = await executorFor(at, [plan], { ports: { ...soon, ...change, journal: kept } })
  await process.executor.approve(approvalOf(plan))
  const run = await process.settled()
  expect(run).toMatchObject({ outcome: 'failed', failure: { code: 'timeout' } })
  at.cluster.fault = { kind: 'none' }
  return { ...process, at, plan, run }
}

/** What held the request back lets it go. */
function arrives({ cluster }: Pick<Rig, 'cluster'>, plan: ReadyPlan, manager = 'kubectl-backout'): void {
  const { path, body } = requestIn(plan)
  expect(cluster.answer('PATCH', `${path}?fieldManager=${manager}`, body ?? '')).toMatchObject({ status: 200 })
}

const sent = ({ server }: Rig): number =>
  server.requests.filter(({ method, url }) => method === 'PATCH' && !url.includes('dryRun')).length

const lateIn = (journal: Journal) => journal.records().filter(({ body }) => 'late' in body)

/** The record as it would be had it been written an hour ago. */
function read(record: JournalRecord): JournalRecord {
  const readOnUntil = new Date(Date.now() - 3_600_000).toISOString()
  return 'readOnUntil' in record.body ? { ...record, body: { ...record.body, readOnUntil } } : record
}

const written = (journal: Journal): Promise<void> =>
  new Promise((resolve) => {
    if (lateIn(journal).length > 0) resolve()
    const end = journal.subscribe(({ body }) => {
      if (!('late' in body)) return
      end()
      resolve()
    })
  })

describe('a change that takes effect after it was recorded as not applied', () => {
  it('is corrected in run, record and report, with when it was seen, and nothing is sent again', async () => {
    const { at, plan, journal, run, until } = await notApplied()
    expect(journal.records().findLast(({ kind }) => kind === 'outcome')?.body).toHaveProperty('readOnUntil')
    arrives(at, plan)
    const corrected = await until(({ outcome }) => outcome === 'succeeded')
    expect(corrected).toMatchObject({ id: run.id, state: 'settled', proved: false, failure: null })
    expect(corrected.inverse).not.toBeNull()
    expect(corrected.attempts).toMatchObject([{ outcome: 'succeeded', appliedLateAt: expect.any(String) }])
    const [correction, ...more] = lateIn(journal)
    expect(more).toEqual([])
    expect(correction).toMatchObject({ kind: 'reconcile', body: { late: 'applied', outcome: 'succeeded' } })
    expect(correction?.body['text']).toMatch(/Applied late.*written by kubectl-backout.*seen at/)
    const records = journal.records()
    expect(runOf(records.filter(({ body }) => body['runId'] === run.id))).toEqual(corrected)
    expect(commandsOf(records).filter(({ label }) => label === 'settled')).toMatchObject([
      { outcome: 'succeeded', result: expect.stringContaining('Applied late') }
    ])
    expect(runStories(records)).toMatchObject([
      { effect: 'changed', conclusion: expect.stringContaining('not proved') }
    ])
    expect(sent(at)).toBe(1)
  })

  it('is seen by the next start, also after the time for it is over', async () => {
    const { at, plan, journal, run, executor } = await notApplied()
    executor.end('the process ends')
    arrives(at, plan)
    const over = { ...journal, records: () => journal.records().map(read) }
    const second = await executorFor(at, [], { ports: { ...soon, journal: over } })
    second.executor.resume(second.place)
    // Only what is news is shown.
    expect(second.executor.runs()).toEqual([])
    expect(await second.until(({ outcome }) => outcome === 'succeeded')).toMatchObject({ id: run.id })
    expect(sent(at)).toBe(1)
  })

  it('is shown again when its run was put away, and can be proved then', async () => {
    const { at, plan, executor, place, run, until } = await notApplied()
    expect(executor.dismiss(run.id)).toMatchObject({ ok: true })
    arrives(at, plan)
    await until(({ outcome }) => outcome === 'succeeded')
    expect(executor.proveAgain(run.id, place)).toMatchObject({ ok: true })
    expect(await until(({ proved }) => proved)).toMatchObject({ id: run.id, outcome: 'succeeded' })
    expect(sent(at)).toBe(1)
  })

  it('is not claimed where somebody else did the same', async () => {
    const { at, plan, journal, current } = await notApplied()
    const noted = written(journal)
    arrives(at, plan, 'kubectl-rollout')
    await noted
    expect(lateIn(journal)).toMatchObject([{ kind: 'note', body: { late: 'unattributed' } }])
    expect(current()).toMatchObject({ outcome: 'failed' })
  })

  it('is not told from a later attempt of ours on the same target, and is read no longer', async () => {
    const { at, journal, executor: _first, run, ...first } = await notApplied()
    const again = await at.plan(3)
    const second = await executorFor(at, [again], { ports: { ...soon, journal } })
    await second.executor.approve(approvalOf(again))
    expect(await second.settled()).toMatchObject({ outcome: 'succeeded' })
    const readings = at.server.requests.length
    expect(lateIn(journal)).toEqual([])
    expect(first.index.mayBeLate(first.place.identity).map(({ intent }) => intent.runId)).toEqual([run.id])
    expect(first.current()).toMatchObject({ outcome: 'failed' })
    expect(at.server.requests.length).toBe(readings)
  })

  it('that never does is said not to have, once', async () => {
    const { at, journal, executor } = await notApplied({ readOnMs: 300 })
    await written(journal)
    expect(lateIn(journal)).toMatchObject([{ kind: 'note', body: { late: 'notSeen' } }])
    executor.end('the process ends')
    const second = await executorFor(at, [], { ports: { ...soon, journal } })
    second.executor.resume(second.place)
    expect(second.index.mayBeLate(second.place.identity)).toEqual([])
    expect(sent(at)).toBe(1)
  })
})
