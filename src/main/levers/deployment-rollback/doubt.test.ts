import { describe, expect, it } from 'vitest'
import { openIntents } from '../../journal/open-intents.ts'
import { planDigest } from '../../ports/digest.ts'
import type { Journal, JournalRecord } from '../../ports/journal.ts'
import type { FakeCluster } from './testing/fake-cluster.ts'
import { executorFor, journalForTest, requestIn, rig } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

describe('an answer that is lost', () => {
  it('is settled by reading when the change was applied', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.fault = { kind: 'loseAnswer' }
    const { executor, journal, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true })
    expect([at.cluster.patches, at.cluster.applied]).toEqual([1, 1])
    expect(journal.records().findLast(({ kind }) => kind === 'outcome')?.body).toMatchObject({ resolvedBy: 'reading' })
  })

  it('is "not applied" only after the request can no longer arrive, and is never sent again', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.fault = { kind: 'loseRequest' }
    const { executor, settled } = await executorFor(at, [plan])
    const began = Date.now()
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'failed', failure: { code: 'timeout' } })
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_400)
    expect([at.cluster.patches, at.cluster.applied]).toEqual([1, 0])
  })

  it.each([
    [500, 'InternalError', true, 'succeeded'],
    [503, 'ServiceUnavailable', false, 'failed'],
    [403, 'Forbidden', false, 'failed'],
    [409, 'Conflict', false, 'conflict'],
    [429, 'TooManyRequests', false, 'failed']
  ])('%i %s with the change applied: %s is %s', async (code, reason, applied, outcome) => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.fault = { kind: 'status', code, reason, applied }
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.outcome).toBe(outcome)
    expect(at.cluster.patches).toBe(1)
    if (code === 503) {
      expect(run.failure).toMatchObject({
        message: 'The request was not applied: checkout is as before.',
        causes: ['The server answered 503: ServiceUnavailable']
      })
    }
    if (code === 403) expect(run.failure?.grant).toContain('kind: Role')
  })
})

describe('another start after a crash', () => {
  async function crashed(applied: boolean, prepare: (cluster: FakeCluster) => void = () => undefined) {
    const at = await rig()
    prepare(at.cluster)
    const plan = await at.plan(3)
    const journal = await journalForTest()
    at.cluster.fault = applied ? { kind: 'loseAnswer' } : { kind: 'loseRequest' }
    // The first process ends while it waits for the answer: it never writes an outcome.
    const silent: Journal = {
      ...journal,
      append: (kind, body) => (kind === 'outcome' ? new Promise(() => undefined) : journal.append(kind, body))
    }
    const first = await executorFor(at, [plan], { ports: { journal: silent } })
    await first.executor.approve(approvalOf(plan))
    await first.until(({ state }) => state === 'settling')
    first.executor.end('the process ends')
    return { at, plan, journal }
  }

  it.each([
    [true, 'succeeded'],
    [false, 'failed']
  ])('settles the open intent without sending (applied: %s)', async (applied, outcome) => {
    const { at, journal } = await crashed(applied)
    const second = await executorFor(at, [], { ports: { journal } })
    expect(second.executor.resume(second.place)).toEqual([])
    expect(second.executor.runs()).toHaveLength(1)
    expect(await second.settled()).toMatchObject({ outcome })
    expect(at.cluster.patches).toBe(1)
    expect(openIntents(journal.records())).toEqual([])
  })

  it.each([
    [true, 'succeeded'],
    [false, 'failed']
  ])('recognises templates whose credentials the journal does not hold (applied: %s)', async (applied, outcome) => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----'
    const { at, journal } = await crashed(applied, (cluster) => {
      const withKey = (object: Record<string, unknown>): void => {
        const spec = object['spec'] as { template: { spec: { containers: { env: object[] }[] } } }
        spec.template.spec.containers[0]?.env.push({ name: 'KEY', value: key })
      }
      withKey(cluster.deployment)
      cluster.replicaSets.forEach(withKey)
    })
    const intent = journal.records().find(({ kind }) => kind === 'intent')
    expect(JSON.stringify(intent?.body)).toContain('[redacted ')
    const second = await executorFor(at, [], { ports: { journal } })
    second.executor.resume(second.place)
    expect(await second.settled()).toMatchObject({ outcome })
    expect(at.cluster.patches).toBe(1)
  })

  it('does not wait for a clock that was set back', async () => {
    const { at, journal } = await crashed(false)
    const ahead = withDeadline(journal, new Date(Date.now() + 86_400_000))
    const second = await executorFor(at, [], { ports: { journal: ahead } })
    second.executor.resume(second.place)
    expect(await second.settled()).toMatchObject({ outcome: 'failed', failure: { code: 'timeout' } })
  })

  it('still sees a request that arrives after its deadline', async () => {
    const { at, plan, journal } = await crashed(false)
    const second = await executorFor(at, [], { ports: { journal: withDeadline(journal, new Date(0)) } })
    second.executor.resume(second.place)
    const isWaiting = ({ detail }: { readonly detail: string }): boolean => detail.startsWith('Not applied so far')
    const seen = await second.until(({ state, steps }) => state === 'settled' || steps.some(isWaiting))
    expect(seen.state).toBe('settling')
    // A proxy held it back.
    at.cluster.fault = { kind: 'none' }
    const { path, body } = requestIn(plan)
    at.cluster.answer('PATCH', `${path}?fieldManager=kubectl-backout`, body ?? '')
    expect(await second.settled()).toMatchObject({ outcome: 'succeeded' })
  })

  it('shows the newest of two on one service: one in doubt after one that is still to be proved', async () => {
    const at = await rig()
    const journal = await journalForTest()
    const older = await at.plan(3)
    at.cluster.crashing = true
    const first = await executorFor(at, [older], { ports: { journal } })
    await first.executor.approve(approvalOf(older))
    const { id: olderId } = await first.until(({ state }) => state === 'verifying')
    first.executor.end('the process ends', { isTakenUp: true })

    const newer = await at.plan(2)
    at.cluster.fault = { kind: 'loseAnswer' }
    const silent: Journal = {
      ...journal,
      append: (kind, body) => (kind === 'outcome' ? new Promise(() => undefined) : journal.append(kind, body))
    }
    const second = await executorFor(at, [newer], { ports: { journal: silent } })
    await second.executor.approve(approvalOf(newer))
    const { id: newerId } = await second.until(({ state }) => state === 'settling')
    second.executor.end('the process ends')

    const third = await executorFor(at, [], { ports: { journal } })
    expect(third.executor.resume(third.place)).toEqual([])
    expect(third.executor.runs().map(({ run }) => run.id)).toEqual([olderId, newerId])
    expect(third.current()).toMatchObject({ id: newerId, state: 'settling' })
    expect(at.cluster.patches).toBe(2)
  })

  it('does not act on the same target before it is settled', async () => {
    const { at, journal } = await crashed(false)
    const plan = await at.plan(2)
    const second = await executorFor(at, [plan], { ports: { journal } })
    expect(await second.executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(at.cluster.patches).toBe(1)
  })

  it('settles an intent of the same cluster whose authority was replaced meanwhile, and acts on nothing before', async () => {
    const { at, journal } = await crashed(true)
    const identity = at.connection.identity.replace(/ca:\S+$/, 'ca:0123456789abcdef')
    expect(identity).not.toBe(at.connection.identity)
    const made = await at.plan(2)
    const digest = planDigest(made.plan, made.steps, identity)
    const plan = { ...made, plan: { ...made.plan, digest } }
    const second = await executorFor(at, [plan], { place: { identity }, ports: { journal } })
    // The refusal starts the reading.
    expect(await second.executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(await second.settled()).toMatchObject({ outcome: 'succeeded' })
    expect(openIntents(journal.records())).toEqual([])
    expect(at.cluster.patches).toBe(1)
  })

  it('leaves an intent of another cluster alone', async () => {
    const { at, journal } = await crashed(true)
    const second = await executorFor(at, [], { place: { identity: 'another' }, ports: { journal } })
    second.executor.resume(second.place)
    expect(second.executor.runs()).toEqual([])
  })
})

/** The journal as it would be had its intents another deadline. */
function withDeadline(journal: Journal, deadline: Date): Journal {
  const changed = (record: JournalRecord): JournalRecord =>
    record.kind === 'intent' ? { ...record, body: { ...record.body, deadlineAt: deadline.toISOString() } } : record
  return { ...journal, records: () => journal.records().map(changed) }
}
