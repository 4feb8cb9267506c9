import { describe, expect, it } from 'vitest'
import { openIntents } from '../../journal/open-intents.ts'
import type { Journal } from '../../ports/journal.ts'
import { executorFor, journalForTest, kinds, requestIn, rig } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

describe('an approved plan', () => {
  it('is journalled, sent once, and proved by fresh readings', async () => {
    const at = await rig()
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
    expect(run.attempts[0]).toMatchObject({ outcome: 'succeeded', command: plan.plan.steps[0]?.command })
    const sent = at.server.requests.findLast(({ method }) => method === 'PATCH')
    expect(sent?.url).toBe('/apis/apps/v1/namespaces/shop/deployments/checkout?fieldManager=kubectl-backout')
    expect(sent?.body).toBe(requestIn(plan).body)
  })

  it('is named to the server by its attempt, and what the server says is kept', async () => {
    const at = await rig()
    at.cluster.warning = '299 - "the field is deprecated"'
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    await settled()
    const sent = at.server.requests.findLast(({ method, url }) => method === 'PATCH' && !url.includes('dryRun'))
    const intent = journal.records().find(({ kind }) => kind === 'intent')?.body
    expect(intent).toMatchObject({
      attemptId: sent?.headers['audit-id'],
      credential: 'kubeconfig/c, context test',
      before: { resourceVersion: '100' }
    })
    expect(intent?.['command']).toBe(plan.plan.steps[0]?.command)
    expect(journal.records().find(({ kind }) => kind === 'outcome')?.body).toMatchObject({
      status: 200,
      auditId: sent?.headers['audit-id'],
      warning: '299 - "the field is deprecated"',
      serverAt: expect.stringMatching(/^\d{4}-/),
      bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      after: { uid: 'uid-deployment', resourceVersion: '101', generation: 10 }
    })
    await journal.append('note', {})
    expect(journal.records().findLast(({ kind }) => kind === 'settled')?.body).toMatchObject({
      proved: true,
      after: { resourceVersion: '101' }
    })
  })

  it('fits into the journal however much is annotated', async () => {
    const at = await rig()
    const { annotations } = at.cluster.deployment['metadata'] as { annotations: Record<string, string> }
    // 256 KiB is the most that an API server takes (kubernetes/apimachinery pkg/api/validation TotalAnnotationSizeLimitB).
    const applied = JSON.stringify(Array.from({ length: 11_000 }, (_, index) => ({ name: 'E', value: `"${index}"` })))
    annotations['kubectl.kubernetes.io/last-applied-configuration'] = applied.slice(0, 255 * 1_024)
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    await journal.append('plan', { ...plan })
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true })
    const kept = (at.cluster.deployment['metadata'] as { annotations: Record<string, string> }).annotations
    expect(kept['kubectl.kubernetes.io/last-applied-configuration']).toHaveLength(255 * 1_024)
  })

  it('sends nothing when it is stopped in the cancel window', async () => {
    const at = await rig({ kind: 'production' })
    const plan = await at.plan(3)
    const { executor, journal, settled, current } = await executorFor(at, [plan])
    const approved = await executor.approve(approvalOf(plan))
    if (!approved.ok) throw new Error(approved.failure.message)
    expect(current()?.armedUntil).not.toBeNull()
    executor.abort(approved.value.runId)
    expect(await settled()).toMatchObject({ outcome: 'cancelled', attempts: [] })
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).not.toContain('intent')
  })

  it('sends nothing when the journal cannot take the intent', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const journal = await journalForTest()
    const failing: Journal = {
      ...journal,
      append: (kind, body) => (kind === 'intent' ? Promise.reject(new Error('disk full')) : journal.append(kind, body))
    }
    const { executor, settled } = await executorFor(at, [plan], { ports: { journal: failing } })
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'failed', failure: { message: 'disk full' } })
    expect(at.cluster.patches).toBe(0)
  })
})

describe('a cluster that changes meanwhile', () => {
  it('is noticed before sending', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.release('5')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'conflict', failure: { code: 'preconditionFailed' } })
    expect(at.cluster.patches).toBe(0)
  })

  it('is refused by the preconditions when it changes after the last look', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.beforePatch = () => at.cluster.release('5')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'conflict', failure: { address: { status: 422 } } })
    expect(at.cluster.applied).toBe(0)
  })

  it('that already asks for the revision gets nothing sent', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.release('3')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'noChange' })
    expect(at.cluster.patches).toBe(0)
  })
})
