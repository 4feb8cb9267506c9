import { mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EnvironmentView, Plan, Run } from '../../contract/index.ts'
import { createKubeConnection } from '../connections/create-kube-connection.ts'
import {
  answerOpening,
  kubeconfigFor,
  sendJson,
  sendStatus,
  startTlsServer
} from '../connections/testing/tls-server.ts'
import { openIntents, openJournal } from '../journal/index.ts'
import { createClock } from '../lib/clock.ts'
import { planDeploymentRollback } from '../plan/index.ts'
import type { Journal } from '../ports/journal.ts'
import { createExecutor, type ExecutorPorts, type Measured } from './index.ts'
import { FakeCluster } from './testing/fake-cluster.ts'

const ref = { namespace: 'shop', name: 'checkout' }
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** Time flies, so that windows of minutes pass in fractions of a second. */
const fast = () => {
  const at = new Date().toISOString()
  return createClock({ simulatedAt: at, realAt: at, speed: 1_000 })
}

async function stage(kind: EnvironmentView['kind'] = 'staging') {
  const cluster = new FakeCluster()
  const server = await startTlsServer((request, response, body) => {
    if (answerOpening(request, response)) return
    const answer = cluster.answer(request.method ?? '', request.url ?? '', body)
    if (!answer) return sendStatus(response, 404, 'NotFound', 'not found')
    if (answer.drop) return request.socket.destroy()
    sendJson(response, answer.body, answer.status)
  })
  closing.push(() => server.close())
  const clock = fast()
  const connection = await createKubeConnection({
    kubeconfig: kubeconfigFor(server),
    context: 'test',
    environmentName: 'here',
    version: '0',
    env: {},
    clock,
    approvals: { isApproved: () => false }
  })
  closing.push(() => connection.close())
  const environment: EnvironmentView = {
    id: 'here',
    name: 'here',
    kind,
    connectionId: 'c',
    context: 'test',
    server: connection.server,
    namespace: 'shop',
    insecure: false
  }
  const plan = async (revision: number): Promise<Plan> => {
    const result = await planDeploymentRollback({
      environment,
      connection,
      ref,
      ownership: { state: 'known', owners: [] },
      records: [],
      revision,
      pods: [],
      reader: connection.reader,
      clock,
      newId: randomUUID
    })
    if (result.kind !== 'plan') throw new Error(result.lever.reason)
    return result.plan
  }
  return { cluster, server, clock, connection, plan }
}

type Stage = Awaited<ReturnType<typeof stage>>

async function journalIn(dir: string): Promise<Journal> {
  const journal = await openJournal({ dir, clock: { now: () => new Date() }, app: { version: '0' }, operator: 'me' })
  closing.push(() => journal.close())
  return journal
}

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'backout-run-'))
  closing.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const calm: Measured = {
  errorRatio: { value: 0.002, at: '' },
  p95: { valueMs: 180, normalMs: 175, at: '' },
  settleMs: 75_000
}

async function executorFor(at: Stage, plans: readonly Plan[], extra: Partial<ExecutorPorts> = {}) {
  const journal = extra.journal ?? (await journalIn(tempDir()))
  const waiting = new Set<(run: Run) => void>()
  const { connection, clock } = at
  const executor = createExecutor({
    writer: connection.writer,
    reader: connection.reader,
    journal,
    clock,
    identity: connection.identity,
    user: connection.user,
    operator: 'me',
    measurements: {
      measure: async () => ({ ...calm, errorRatio: { value: 0.002, at: clock.now().toISOString() } })
    },
    currentPlan: (id) => plans.find((plan) => plan.id === id) ?? null,
    onRun: (run) => waiting.forEach((tell) => tell(run)),
    newId: randomUUID,
    timeoutMs: 1_500,
    ...extra
  })
  closing.push(() => executor.close())
  const until = (is: (run: Run) => boolean): Promise<Run> =>
    new Promise((resolve) => {
      const tell = (run: Run): void => {
        if (!is(run)) return
        waiting.delete(tell)
        resolve(run)
      }
      waiting.add(tell)
      const now = executor.current()
      if (now) tell(now)
    })
  return { executor, journal, settled: () => until(({ state }) => state === 'settled'), until }
}

function approvalOf(plan: Plan) {
  return {
    planId: plan.id,
    digest: plan.digest,
    confirmation:
      plan.approval.kind === 'typed'
        ? ({ kind: 'typed', text: plan.approval.text } as const)
        : ({ kind: 'held', heldMs: plan.approval.holdMs } as const)
  }
}

function kinds(journal: Journal): readonly string[] {
  return journal.records().map(({ kind }) => kind)
}

describe('an approved plan', () => {
  it('is journalled, sent once, and proved by fresh readings', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: true, failure: null })
    expect(run.checks.map(({ name, status }) => [name, status])).toEqual([
      ['outcome', 'True'],
      ['rollout', 'True'],
      ['pods', 'True'],
      ['errorRatio', 'True'],
      ['latency', 'True'],
      ['drift', 'True']
    ])
    expect(at.cluster.applied).toBe(1)
    const story = kinds(journal).filter((kind) => ['confirm', 'intent', 'outcome'].includes(kind))
    expect(story).toEqual(['confirm', 'intent', 'outcome'])
    expect(openIntents(journal.records())).toEqual([])
    expect(run.attempts[0]).toMatchObject({ outcome: 'succeeded', command: plan.steps[0]?.command })
    const sent = at.server.requests.findLast(({ method }) => method === 'PATCH')
    expect(sent?.url).toBe('/apis/apps/v1/namespaces/shop/deployments/checkout?fieldManager=backout')
    expect(sent?.body).toBe(plan.steps[0]?.request.body)
  })

  it('takes effect once, whatever is clicked, replayed or opened twice', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    const second = await executorFor(at, [plan], { journal })
    const answers = await Promise.all([1, 2, 3, 4].map(() => executor.approve(approvalOf(plan))))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await second.executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    await settled()
    expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(at.cluster.patches).toBe(1)
  })

  it('keeps to one run at a time for a target', async () => {
    const at = await stage()
    const plans = [await at.plan(3), await at.plan(2)]
    const { executor, settled } = await executorFor(at, plans)
    const [first, second] = plans
    if (!first || !second) throw new Error('no plans')
    expect(await executor.approve(approvalOf(first))).toMatchObject({ ok: true })
    expect(await executor.approve(approvalOf(second))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    await settled()
    expect(at.cluster.patches).toBe(1)
  })

  it.each<[string, (plan: Plan) => { plan: Plan; approval: ReturnType<typeof approvalOf> }]>([
    ['another digest', (plan) => ({ plan, approval: { ...approvalOf(plan), digest: 'x' } })],
    [
      'a plan changed after it was made',
      (plan) => ({ plan: { ...plan, target: { ...plan.target, toRevision: 1 } }, approval: approvalOf(plan) })
    ],
    ['an expired plan', (plan) => ({ plan, approval: approvalOf(plan) })],
    [
      'a blocked plan',
      (plan) => ({
        plan: { ...plan, blocked: { code: 'refused', message: 'no', address: {}, retryable: false, causes: [] } },
        approval: approvalOf(plan)
      })
    ],
    [
      'a plan without a preview',
      (plan) => ({ plan: { ...plan, preview: { status: 'notRun', text: '' } }, approval: approvalOf(plan) })
    ],
    [
      'a button held too short',
      (plan) => ({ plan, approval: { ...approvalOf(plan), confirmation: { kind: 'held', heldMs: 900 } } })
    ],
    ['a plan that is gone', (plan) => ({ plan, approval: { ...approvalOf(plan), planId: 'gone' } })]
  ])('is refused with %s, and nothing is sent', async (name, change) => {
    const at = await stage()
    const { plan, approval } = change(await at.plan(3))
    const later = new Date(Date.parse(plan.expiresAt) + 1_000)
    const clock = name === 'an expired plan' ? { ...at.clock, now: () => later } : at.clock
    const { executor, journal } = await executorFor(at, [plan], { clock })
    expect(await executor.approve(approval)).toMatchObject({ ok: false })
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).toContain('refused')
    expect(kinds(journal)).not.toContain('intent')
  })

  it('needs the exact text', async () => {
    const at = await stage('production')
    const plan = await at.plan(3)
    expect(plan.approval).toEqual({ kind: 'typed', text: 'checkout@here', cancelMs: 3_000 })
    const { executor } = await executorFor(at, [plan])
    const confirmation = { kind: 'typed', text: 'Checkout@here' } as const
    expect(await executor.approve({ ...approvalOf(plan), confirmation })).toMatchObject({
      ok: false,
      failure: { code: 'refused' }
    })
  })

  it('sends nothing when it is stopped in the cancel window', async () => {
    const at = await stage('production')
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    const approved = await executor.approve(approvalOf(plan))
    if (!approved.ok) throw new Error(approved.failure.message)
    expect(executor.current()?.armedUntil).not.toBeNull()
    executor.abort(approved.value.runId)
    expect(await settled()).toMatchObject({ outcome: 'cancelled', attempts: [] })
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).not.toContain('intent')
  })

  it('sends nothing when the journal cannot take the intent', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    const journal = await journalIn(tempDir())
    const failing: Journal = {
      ...journal,
      append: (kind, body) => (kind === 'intent' ? Promise.reject(new Error('disk full')) : journal.append(kind, body))
    }
    const { executor, settled } = await executorFor(at, [plan], { journal: failing })
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'failed', failure: { message: 'disk full' } })
    expect(at.cluster.patches).toBe(0)
  })
})

describe('a cluster that changes meanwhile', () => {
  it('is noticed before sending', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.release('5')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'conflict', failure: { code: 'preconditionFailed' } })
    expect(at.cluster.patches).toBe(0)
  })

  it('is refused by the preconditions when it changes after the last look', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.beforePatch = () => at.cluster.release('5')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'conflict', failure: { address: { status: 422 } } })
    expect(at.cluster.applied).toBe(0)
  })

  it('that already asks for the revision gets nothing sent', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.release('3')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'noChange' })
    expect(at.cluster.patches).toBe(0)
  })
})

describe('an answer that is lost', () => {
  it('is settled by reading when the change was applied', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.fault = { kind: 'loseAnswer' }
    const { executor, journal, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true })
    expect([at.cluster.patches, at.cluster.applied]).toEqual([1, 1])
    expect(journal.records().findLast(({ kind }) => kind === 'outcome')?.body).toMatchObject({ resolvedBy: 'reading' })
  })

  it('is "not applied" only after the request can no longer arrive, and is never sent again', async () => {
    const at = await stage()
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
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.fault = { kind: 'status', code, reason, applied }
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.outcome).toBe(outcome)
    expect(at.cluster.patches).toBe(1)
    if (code === 403) expect(run.failure?.grant).toContain('kind: Role')
  })
})

describe('another start after a crash', () => {
  async function crashed(applied: boolean) {
    const at = await stage()
    const plan = await at.plan(3)
    const journal = await journalIn(tempDir())
    at.cluster.fault = applied ? { kind: 'loseAnswer' } : { kind: 'loseRequest' }
    // The first process ends while it waits for the answer: it never writes an outcome.
    const silent: Journal = {
      ...journal,
      append: (kind, body) => (kind === 'outcome' ? new Promise(() => undefined) : journal.append(kind, body))
    }
    const first = await executorFor(at, [plan], { journal: silent })
    await first.executor.approve(approvalOf(plan))
    await first.until(({ state }) => state === 'resolving')
    first.executor.close()
    return { at, plan, journal }
  }

  it.each([
    [true, 'succeeded'],
    [false, 'failed']
  ])('settles the open intent without sending (applied: %s)', async (applied, outcome) => {
    const { at, journal } = await crashed(applied)
    const second = await executorFor(at, [], { journal })
    const runs = await second.executor.resume(openIntents(journal.records()))
    expect(runs).toHaveLength(1)
    expect(await second.settled()).toMatchObject({ outcome })
    expect(at.cluster.patches).toBe(1)
    expect(openIntents(journal.records())).toEqual([])
  })

  it('does not act on the same target before it is settled', async () => {
    const { at, journal } = await crashed(false)
    const plan = await at.plan(2)
    const second = await executorFor(at, [plan], { journal })
    expect(await second.executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(at.cluster.patches).toBe(1)
  })

  it('leaves an intent of another cluster alone', async () => {
    const { at, journal } = await crashed(true)
    const second = await executorFor(at, [], { journal, identity: 'another' })
    expect(await second.executor.resume(openIntents(journal.records()))).toEqual([])
  })
})

describe('the proof', () => {
  it('is not given while errors stay, even when everything rolled out', async () => {
    const at = await stage()
    const plan = await at.plan(2)
    const { executor, settled } = await executorFor(at, [plan], {
      measurements: {
        measure: async () => ({ ...calm, errorRatio: { value: 0.08, at: at.clock.now().toISOString() } })
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false, inverse: { toRevision: 4 } })
    expect(run.checks.find(({ name }) => name === 'errorRatio')).toMatchObject({ status: 'False' })
  })

  it('is not given when errors cannot be measured', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    const why = 'Prometheus does not answer'
    const { executor, settled } = await executorFor(at, [plan], {
      measurements: { measure: async () => ({ errorRatio: { why }, p95: { why }, settleMs: 0 }) }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false })
    expect(run.checks.find(({ name }) => name === 'errorRatio')).toMatchObject({
      status: 'Unknown',
      evidence: `Not measured: ${why}`
    })
  })

  it('names what drifted, and can still be given', async () => {
    const at = await stage()
    at.cluster.configMapWrittenAt = '2026-03-01T04:30:00Z'
    const plan = await at.plan(3)
    expect(plan.drifted).toEqual(['ConfigMap limits'])
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(true)
    expect(run.checks.find(({ name }) => name === 'drift')).toMatchObject({ status: 'False' })
  })

  it('stops waiting when asked, and offers the way back', async () => {
    const at = await stage()
    const plan = await at.plan(3)
    at.cluster.crashing = true
    const { executor, until, settled } = await executorFor(at, [plan])
    const approved = await executor.approve(approvalOf(plan))
    if (!approved.ok) throw new Error(approved.failure.message)
    await until(({ state }) => state === 'verifying')
    executor.abort(approved.value.runId)
    expect(await settled()).toMatchObject({
      outcome: 'succeeded',
      proved: false,
      inverse: {
        toRevision: 4,
        command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=4'
      }
    })
    expect(at.cluster.patches).toBe(1)
  })
})
