import { expect, it } from 'vitest'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { sendJson } from '../../connections/testing/tls-server.ts'
import type { Journal } from '../../ports/journal.ts'
import { mostRecordBytes } from '../../ports/journal.ts'
import { executorFor, journalForTest, rig } from './testing/rig.ts'
import type { FakeCluster } from './testing/fake-cluster.ts'
import { approvalOf, type Answering } from './testing/stage.ts'

/** Takes the change, and puts members into the metadata of what it answers. */
function answeringWith(more: object): (cluster: FakeCluster) => Answering {
  return (cluster) => (request, response, body) => {
    const { method = '', url = '' } = request
    if (method !== 'PATCH' || url.includes('dryRun')) return false
    const answer = cluster.answer(method, url, body)?.body as { readonly metadata: object }
    sendJson(response, { ...answer, metadata: { ...answer.metadata, ...more } })
    return true
  }
}

const nested: unknown = JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)

it.each([
  ['a generation that is an array in arrays', { generation: nested }, { generation: null }],
  ['a generation that is a text of 2 MB', { generation: 'x'.repeat(2_000_000) }, {}],
  ['a generation beyond all numbers', { generation: 1e308 }, { generation: null }],
  ['a version that is a text of 200 kB', { resourceVersion: 'x'.repeat(200_000) }, { resourceVersion: '' }],
  ['annotations of 700 kB', { annotations: { a: 'x'.repeat(700_000) } }, { generation: 10 }]
])('the outcome of a change that happened is recorded: %s', async (_, more, after) => {
  const at = await rig({ answering: answeringWith(more) })
  const plan = await at.plan(3)
  const { executor, journal, settled } = await executorFor(at, [plan])
  await executor.approve(approvalOf(plan))
  expect(await settled()).toMatchObject({ outcome: 'succeeded', failure: null })
  const outcome = journal.records().find(({ kind }) => kind === 'outcome')
  expect(outcome?.body).toMatchObject({ outcome: 'succeeded' })
  expect(outcome?.body['after'] ?? {}).toMatchObject(after)
  expect(JSON.stringify(outcome?.body).length).toBeLessThan(20_000)
  expect(journal.health().state).toBe('healthy')
})

it('an outcome that the journal does not take whole is recorded without what the server said', async () => {
  const at = await rig()
  const plan = await at.plan(3)
  const real = await journalForTest()
  const picky: Journal = {
    ...real,
    async append(kind, body) {
      if (kind === 'outcome' && 'bodySha256' in body) throw new FailureError(failureOf('invalid', 'too long'))
      return real.append(kind, body)
    }
  }
  const { executor, settled } = await executorFor(at, [plan], { ports: { journal: picky } })
  await executor.approve(approvalOf(plan))
  expect(await settled()).toMatchObject({ outcome: 'succeeded', failure: null })
  expect(real.records().find(({ kind }) => kind === 'outcome')?.body).toMatchObject({ outcome: 'succeeded' })
})

it('what is too long to be recorded is said while planning, and cannot be approved', async () => {
  const at = await rig()
  const spec = at.cluster.spec()
  const long = { containers: [{ name: 'app', image: 'x', args: ['y'.repeat(mostRecordBytes - 300_000)] }] }
  at.cluster.deployment = { ...at.cluster.deployment, spec: { ...spec, template: { spec: long } } }
  at.cluster.replicaSets.push({
    ...at.cluster.replicaSets[3],
    metadata: { ...(at.cluster.replicaSets[3]?.['metadata'] as object), name: 'checkout-5', uid: 'uid-checkout-5' },
    spec: { template: { spec: long } }
  })
  const plan = await at.plan(3)
  expect(plan.plan.blocked).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('the journal takes 704 KiB')
  })
  expect(plan.plan.guards).toContainEqual({ id: 'record', status: 'blocked', text: plan.plan.blocked?.message })
  const { executor, journal } = await executorFor(at, [plan])
  expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: false })
  expect(journal.records().some(({ kind }) => kind === 'intent')).toBe(false)
})
