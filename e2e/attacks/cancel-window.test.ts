import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ConnectionView, RequestInput, RequestName } from '../../src/contract/index.ts'
import { watchFeeds } from '../../src/main/autopilot/watch-feeds.ts'
import { createConsole } from '../../src/main/console.ts'
import { consolePorts } from '../../src/main/console/testing/console-ports.ts'
import { startHostileServer } from '../../src/main/testing/hostile/start-hostile-server.ts'

/** Objects that client-go would not take, of each kind that is watched. */
const badEvents = ['Deployment', 'ReplicaSet', 'Pod', 'Namespace']
  .flatMap((kind) => {
    const apiVersion = kind === 'Deployment' || kind === 'ReplicaSet' ? 'apps/v1' : 'v1'
    const metadata = {
      name: 'checkout',
      namespace: 'shop',
      uid: 'u',
      labels: null,
      managedFields: [null],
      generation: 1e308
    }
    return ['MODIFIED', 'DELETED', 'ADDED'].map((type) => ({
      type,
      object: { apiVersion, kind, metadata, spec: null, status: { conditions: [null], replicas: -5 } }
    }))
  })
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('')

it('an approval can be called off while watches say nonsense', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'))
  const server = await startHostileServer()
  const ports = consolePorts(folder)
  const backout = createConsole({ ...ports, dialogs: { ...ports.dialogs, confirmTrust: async () => true } })
  const feeds = watchFeeds(backout)
  onTestFinished(async () => {
    await backout.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const ask = async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<unknown> => {
    const result = await backout.request(name, input)
    if (!result.ok) throw new Error(result.failure.message)
    return result.value
  }
  const { id } = (await ask('connection.importText', { text: server.kubeconfig })) as ConnectionView
  await ask('environment.open', {
    connectionId: id,
    context: 'test',
    name: 'west',
    kind: 'production',
    namespace: 'shop'
  })
  await ask('service.open', { ref: { namespace: 'shop', name: 'checkout' } })
  const revision = await feeds.until('revisions', 15_000, ({ service }) =>
    service?.revisions.state === 'value'
      ? service.revisions.value.find(({ isCurrent }) => !isCurrent)?.revision
      : undefined
  )
  await ask('plan.prepare', { lever: 'deploymentRollback', choice: { revision } })
  const plan = await feeds.until('the plan', 15_000, ({ decision }) => decision.plan ?? undefined)
  expect(plan.blocked?.message).toBeUndefined()
  if (plan.approval.kind !== 'typed') throw new Error('production is approved by typing')
  await ask('run.approve', { planId: plan.id, digest: plan.digest })
  const run = await feeds.until('the cancel window', 5_000, (all) =>
    all.run?.state === 'arming' ? all.run : undefined
  )
  await server.say('badEvents', badEvents)
  await ask('run.abort', { runId: run.id })
  const settled = await feeds.until('the end', 10_000, (all) => (all.run?.state === 'settled' ? all.run : undefined))
  expect(settled).toMatchObject({ outcome: 'cancelled', attempts: [] })
})
