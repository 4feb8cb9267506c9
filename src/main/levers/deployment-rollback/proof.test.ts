import { describe, expect, it } from 'vitest'
import { sendStatus } from '../../connections/testing/tls-server.ts'
import type { AskingRows } from '../../ports/asking.ts'
import { executorFor, rig } from './testing/rig.ts'
import { approvalOf, calm, noRequests } from './testing/stage.ts'

describe('the proof', () => {
  it.each([
    ['is given with what asked for the change as not known yet', 'Unknown', true],
    ['is given where that is so no more', 'True', true],
    ['is not given while what asked for the change still does', 'False', false]
  ] as const)('%s', async (_what, status, proved) => {
    const at = await rig()
    const plan = await at.plan(3)
    const title = 'Memory does not grow to its limit'
    const check = { name: 'asked memoryLeft', title, status, blocks: status === 'False', evidence: '', observedAt: '' }
    const asked = [{ signal: 'memoryLeft', title: 'Memory grows to its limit within an hour' }] as const
    const seen: unknown[] = []
    const asking: AskingRows = {
      now: () => asked,
      checks: async (of) => {
        seen.push(of)
        return [check]
      }
    }
    const { executor, settled } = await executorFor(at, [plan], { place: { asking } })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(proved)
    expect(run.checks.find(({ name }) => name === 'asked memoryLeft')).toEqual(check)
    expect(seen[0]).toEqual(asked)
  })

  it('is not given while errors stay, even when everything rolled out', async () => {
    const at = await rig()
    const plan = await at.plan(2)
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          ...noRequests,
          measure: async () => ({ ...calm, errorRatio: { value: 0.08, at: at.clock.now().toISOString() } })
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false, inverse: { choice: { revision: 4 } } })
    expect(run.checks.find(({ name }) => name === 'errorRatio')).toMatchObject({ status: 'False' })
  })

  it('is not given when errors cannot be measured', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const why = 'Prometheus does not answer'
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: { ...noRequests, measure: async () => ({ errorRatio: { why }, p95: { why }, reachMs: 0 }) }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false })
    expect(run.checks.find(({ name }) => name === 'errorRatio')).toMatchObject({
      status: 'Unknown',
      evidence: `Not measured: ${why}`
    })
  })

  it.each([
    ['until it is warm', 5, true, 'True'],
    ['in vain while it stays', Number.POSITIVE_INFINITY, false, 'False']
  ])('is waited for while the service is slow, %s', async (_what, slowReadings, proved, latency) => {
    const at = await rig()
    const plan = await at.plan(3)
    let readings = 0
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          ...noRequests,
          async measure() {
            readings += 1
            const valueMs = readings <= slowReadings ? 900 : 180
            const nowText = at.clock.now().toISOString()
            return {
              errorRatio: { value: 0.002, at: nowText },
              p95: { valueMs, normalMs: 175, at: nowText },
              reachMs: 0
            }
          }
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(proved)
    expect(run.checks.find(({ name }) => name === 'latency')?.status).toBe(latency)
    expect(readings).toBe(6)
  })

  it('names what drifted, and can still be given', async () => {
    const at = await rig()
    at.cluster.configMapWrittenAt = '2026-03-01T04:30:00Z'
    const plan = await at.plan(3)
    expect(plan.plan.drifted).toMatchObject([{ label: 'ConfigMap limits' }])
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(true)
    // The plan promised it.
    expect(run.inverse).toEqual(plan.plan.inverse)
    const drift = run.checks.find(({ name }) => name === 'drift')
    expect(drift?.status).toBe('False')
    expect(drift?.evidence).toContain('ConfigMap limits (by kubectl at 2026-03-01 04:30:00Z)')
  })

  it.each([
    [
      'written after the plan',
      '2026-03-01T05:30:00Z',
      'False',
      'ConfigMap limits (by kubectl at 2026-03-01 05:30:00Z, since the plan)'
    ],
    ['gone after the plan', null, 'False', 'ConfigMap limits (gone, since the plan)']
  ])('reads referenced objects again: %s', async (_what, writtenAt, status, evidence) => {
    const at = await rig()
    const plan = await at.plan(3)
    expect(plan.plan.drifted).toEqual([])
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          ...noRequests,
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
    expect(plan.plan.drifted).toMatchObject([{ label: 'ConfigMap limits' }])
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
      kind: 'settled',
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
        choice: { revision: 4 },
        command: 'kubectl --context test -n shop rollout undo deployment/checkout --to-revision=4'
      }
    })
    expect(at.cluster.patches).toBe(1)
  })

  it('looks for what admission makes of the template', async () => {
    const at = await rig()
    at.cluster.admit = (changed) => withPriority(changed, 'gold')
    const plan = await at.plan(3)
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true })
  })

  it('is not given when admission makes something else of it than the dry run said, and names the writer', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.admit = (changed) => withPriority(changed, 'lead')
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false, inverse: { choice: { revision: 4 } } })
    expect(run.checks.find(({ name }) => name === 'outcome')).toMatchObject({
      status: 'False',
      evidence: expect.stringMatching(
        /^It asks for another template than that of revision 3, and none that was there before, last written by kubectl-backout at \d{4}-\d\d-\d\d [\d:]{8}Z$/
      )
    })
  })

  it('is not given when the server takes the request and changes nothing', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    at.cluster.admit = () => at.cluster.deployment
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'noChange', proved: false })
    expect(at.cluster.applied).toBe(0)
    expect(run.checks.find(({ name }) => name === 'outcome')).toMatchObject({
      status: 'False',
      evidence: 'It still asks for revision 4: the server took the request and changed nothing'
    })
  })

  it('is not given when something puts the old template back, and names it', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const { executor, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          ...noRequests,
          async measure() {
            at.cluster.release('4')
            return { ...calm, errorRatio: { value: 0.002, at: at.clock.now().toISOString() } }
          }
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run.proved).toBe(false)
    expect(run.checks.find(({ name }) => name === 'outcome')?.evidence).toMatch(
      /^It asks for the template of revision 4 again: the change was put back, last written by someone at \d{4}-\d\d-\d\d [\d:]{8}Z/
    )
    const putBack = { by: 'someone', afterMs: expect.any(Number) as number }
    expect(run.checks.find(({ name }) => name === 'outcome')).toMatchObject({ putBack })
  })

  it('says which part of it nobody may read, and does not wait for it', async () => {
    const at = await rig({
      answering: () => (request, response) => {
        const isPods = request.url?.startsWith('/api/v1/namespaces/shop/pods') === true
        if (isPods) sendStatus(response, 403, 'Forbidden', 'pods is forbidden: User "ann" cannot list resource "pods"')
        return isPods
      }
    })
    const plan = await at.plan(3)
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false })
    const status = Object.fromEntries(run.checks.map(({ name, status: of }) => [name, of]))
    expect(status).toMatchObject({ outcome: 'True', rollout: 'True', pods: 'Unknown', errorRatio: 'True' })
  })

  it.each([
    ['a server that takes the credentials no more', 401],
    ['a sign-in page', 200],
    ['an outage', 500]
  ])('keeps what it found when the last look meets %s', async (_what, code) => {
    let isGone = false
    const at = await rig({
      answering: () => (_request, response) => {
        if (!isGone) return false
        response.writeHead(code, { 'content-type': 'text/html' })
        response.end('<!doctype html><title>Sign in</title>')
        return true
      }
    })
    const plan = await at.plan(3)
    let readings = 0
    const { executor, journal, settled } = await executorFor(at, [plan], {
      place: {
        measurements: {
          ...noRequests,
          async measure() {
            readings += 1
            isGone = readings === 3
            return { ...calm, reachMs: 0, errorRatio: { value: 0.002, at: at.clock.now().toISOString() } }
          }
        }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({
      outcome: 'succeeded',
      proved: false,
      failure: null,
      inverse: { choice: { revision: 4 } }
    })
    const said = Object.fromEntries(run.checks.map(({ name, status, evidence }) => [name, { status, evidence }]))
    const unread = { status: 'Unknown', evidence: expect.stringMatching(/^Not readable: ./) }
    expect(said).toMatchObject({ outcome: unread, rollout: unread, pods: unread, errorRatio: { status: 'True' } })
    const written = journal.records().filter(({ kind }) => kind === 'check' || kind === 'settled')
    expect(written.map(({ kind }) => kind)).toEqual([...run.checks.map(() => 'check'), 'settled'])
    expect(written.at(-1)?.body).toMatchObject({ proved: false, after: null })
  })

  it('that breaks off is recorded as not given, with the reason', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan], {
      place: {
        measurements: { ...noRequests, measure: () => Promise.reject(new TypeError('of a fault in the program')) }
      }
    })
    await executor.approve(approvalOf(plan))
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'succeeded', proved: false, failure: { code: 'internal' } })
    expect(journal.records().at(-1)).toMatchObject({
      kind: 'settled',
      body: { text: `Not proved: ${run.failure?.message}`, proved: false }
    })
  })

  it('is not waited for without end where no deadline is set', async () => {
    const at = await rig()
    at.cluster.spec()['progressDeadlineSeconds'] = 2_147_483_647
    const plan = await at.plan(3)
    at.cluster.crashing = true
    const { executor, settled } = await executorFor(at, [plan])
    await executor.approve(approvalOf(plan))
    expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: false })
  })
})

function withPriority(changed: Readonly<Record<string, unknown>>, priorityClassName: string) {
  const spec = changed['spec'] as { readonly template: { readonly spec: object } }
  return {
    ...changed,
    spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, priorityClassName } } }
  }
}
