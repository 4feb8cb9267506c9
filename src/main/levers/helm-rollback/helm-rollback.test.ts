import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import type { KubeObject } from '../../ports/kube.ts'
import { startMemoryApi } from '../../testing/memory-api.ts'
import { canaryWorld } from '../canary-frame/testing/canary-stage.ts'
import { fastClock, placeOf } from '../deployment-rollback/testing/stage.ts'
import { chooseHelmRevision } from './choose-revision.ts'
import { helmRollback } from './index.ts'

const history = (...statuses: readonly string[]) =>
  statuses.map((status, index) => ({ revision: index + 1, status, at: '' })).toReversed()

test.each([
  [['superseded', 'superseded', 'deployed'], 2],
  // The one before is no help where it failed.
  [['superseded', 'failed', 'deployed'], 1],
  [['superseded', 'deployed', 'failed'], 2],
  [['deployed'], null],
  [['failed', 'deployed'], null],
  [['superseded', 'deployed', 'pending-upgrade'], null],
  [[], null]
] as const)('of %j revision %j is named', (statuses, revision) => {
  const choice = chooseHelmRevision(history(...statuses))
  expect(choice.kind === 'chosen' ? choice.to.revision : null).toBe(revision)
})

test('what somebody chose is named, if it is there', () => {
  const all = history('superseded', 'superseded', 'deployed')
  expect(chooseHelmRevision(all, 1)).toMatchObject({ kind: 'chosen', to: { revision: 1 } })
  expect(chooseHelmRevision(all, 9)).toMatchObject({ kind: 'none' })
})

const deployment = (metadata: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', uid: 'uid-cart', ...metadata },
  spec: {},
  status: {}
})

async function stage(metadata: object, ...statuses: readonly string[]) {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  api.serves('/api/v1/namespaces/shop/secrets')
  statuses.forEach((status, index) => {
    const version = String(index + 1)
    const labels = { owner: 'helm', name: 'web', status, version }
    const name = `sh.helm.release.v1.web.v${version}`
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop', uid: name, labels } }
    api.put(`/api/v1/namespaces/shop/secrets/${name}`, secret)
  })
  const clock = fastClock()
  const connection = await api.connect(clock)
  onTestFinished(() => connection.close())
  const world = canaryWorld({ seen: { deployments: [deployment(metadata)] } })
  const abort = new AbortController().signal
  const tools = { ...placeOf(connection, clock), world, newId: randomUUID, standingsOf: async () => [], abort }
  return { api, world, plan: () => helmRollback.plan({ choice: null, continues: null, why: '' }, tools) }
}

const owned = { annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' } }

test('is planned with the exact command, and refused: nothing of Helm is sent', async () => {
  const at = await stage(owned, 'superseded', 'deployed')
  expect(helmRollback.judge(at.world)).toMatchObject({ state: 'possible' })
  const result = await at.plan()
  if (result.kind !== 'plan') return expect.fail(JSON.stringify(result))
  const { plan, steps } = result.planned
  expect(plan.blocked).toMatchObject({ code: 'refused' })
  expect(steps).toMatchObject([{ kind: 'wait', command: 'helm rollback web 1 -n shop --kube-context test' }])
  // Names and labels alone are asked for.
  const [asked] = at.api.server.requests.filter(({ url }) => url.includes('/secrets'))
  expect(asked?.headers['accept']).toContain('PartialObjectMetadataList')
  expect(at.api.effects).toEqual([])
})

test('without a history it says where to look, and without a mark it is not there', async () => {
  const at = await stage(owned)
  expect(await at.plan()).toMatchObject({
    kind: 'failed',
    failure: { remedy: expect.stringContaining('helm history web -n shop') as string }
  })
  const flux = { ...owned, labels: { 'helm.toolkit.fluxcd.io/name': 'web' } }
  for (const metadata of [{}, flux])
    expect(helmRollback.judge((await stage(metadata)).world)).toMatchObject({ state: 'notHere' })
})
