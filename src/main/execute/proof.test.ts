import { describe, expect, it } from 'vitest'
import { executorFor, rig } from './testing/rig.ts'
import { approvalOf, calm } from './testing/stage.ts'

describe('the proof', () => {
  it('is not given while errors stay, even when everything rolled out', async () => {
    const at = await rig()
    const plan = await at.plan(2)
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          measure: async () => ({ ...calm, errorRatio: { value: 0.08, at: at.clock.now().toISOString() } })
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false, inverse: { toRevision: 4 } })
    expect(run.checks.find(({ name }) => name === 'errorRatio')).toMatchObject({ status: 'False' })
  })

  it('is not given when errors cannot be measured', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const why = 'Prometheus does not answer'
    const { executor, settled } = await executorFor(at, [plan], {
      place: { measurements: { measure: async () => ({ errorRatio: { why }, p95: { why }, settleMs: 0 }) } }
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
    const at = await rig()
    at.cluster.configMapWrittenAt = '2026-03-01T04:30:00Z'
    const plan = await at.plan(3)
    expect(plan.drifted).toEqual(['ConfigMap limits'])
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(true)
    const drift = run.checks.find(({ name }) => name === 'drift')
    expect(drift?.status).toBe('False')
    expect(drift?.evidence).toContain('ConfigMap limits (by kubectl at 2026-03-01T04:30:00Z)')
  })

  it.each([
    [
      'written after the plan',
      '2026-03-01T05:30:00Z',
      'False',
      'ConfigMap limits (by kubectl at 2026-03-01T05:30:00Z, since the plan)'
    ],
    ['gone after the plan', null, 'False', 'ConfigMap limits (gone, since the plan)']
  ])('reads referenced objects again: %s', async (_what, writtenAt, status, evidence) => {
    const at = await rig()
    const plan = await at.plan(3)
    expect(plan.drifted).toEqual([])
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          async measure() {
            at.cluster.configMapWrittenAt = writtenAt
            return { ...calm, errorRatio: { value: 0.002, at: at.clock.now().toISOString() } }
          }
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const drift = (await settled()).checks.find(({ name }) => name === 'drift')
    expect(drift?.status).toBe(status)
    expect(drift?.evidence).toContain(evidence)
    const reads = at.server.requests.filter(({ url }) => url.includes('/configmaps/'))
    expect(new Set(reads.map(({ headers }) => headers.accept))).toEqual(
      new Set(['application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'])
    )
  })

  it('takes back a drift that was repaired after the plan', async () => {
    const at = await rig()
    at.cluster.configMapWrittenAt = null
    const plan = await at.plan(3)
    expect(plan.drifted).toEqual(['ConfigMap limits'])
    at.cluster.configMapWrittenAt = '2026-03-01T00:30:00Z'
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect((await settled()).checks.find(({ name }) => name === 'drift')).toMatchObject({ status: 'True' })
  })

  it('that the end of the connection cuts off is recorded as not given', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.crashing = true
    const { executor, journal, until } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    await until(({ state }) => state === 'verifying')
    executor.end('the drill was stopped')
    expect(executor.runs()).toEqual([])
    await journal.append('note', {})
    expect(journal.records().at(-2)).toMatchObject({
      kind: 'reconcile',
      body: { text: 'Verification ended early: the drill was stopped. Not proved.', proved: false }
    })
  })

  it('stops waiting when asked, and offers the way back', async () => {
    const at = await rig()
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
