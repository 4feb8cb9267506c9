import { describe, expect, it, onTestFinished } from 'vitest'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { startMemoryApi } from '../../testing/memory-api.ts'
import { configDrift } from './config-drift.ts'
import { FakeCluster } from './testing/fake-cluster.ts'
import { stage } from './testing/planner.ts'
import { fastClock } from './testing/stage.ts'

const planted = 'aHVudGVyMi1vZi1hLXNlY3JldA=='
const template = {
  spec: {
    containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'db' } }, { configMapRef: { name: 'limits' } }] }]
  }
}

/** What a plan says of objects that were written after its revision last served, with this metadata on the Secret. */
async function driftOf(metadata: object) {
  const api = await startMemoryApi()
  onTestFinished(() => api.close())
  const put = (kind: string, resource: string, name: string, more: object): void =>
    api.put(kubePath({ group: '', version: 'v1', resource, namespace: 'shop', name }), {
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...more },
      data: { password: planted }
    })
  put('Secret', 'secrets', 'db', metadata)
  put('ConfigMap', 'configmaps', 'limits', {})
  const connection = await api.connect(fastClock())
  onTestFinished(() => connection.close())
  return configDrift(connection.reader, 'shop', template, {
    fromAt: '2026-02-28T20:00:00Z',
    toAt: '2026-03-01T00:00:00Z'
  })
}

describe('a Secret that was changed since names who has what it held', () => {
  const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: 'db', uid: 'u', controller: true }
  const flux = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
  it.each([
    ['an owner', { ownerReferences: [owner] }, 'ExternalSecret db makes it: change it there'],
    ['Git', { labels: flux }, 'Kustomization apps applies it, so Git has it: revert it there'],
    [
      'Helm',
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      'Helm release of unknown name has it: roll that back with helm'
    ],
    ['nobody that is known', {}, 'nothing says who has it: ask those who deploy it']
  ])('%s', async (_who, metadata, source) => {
    const { drifted, guard } = await driftOf(metadata)
    expect(drifted.map(({ label }) => label)).toEqual(['Secret db', 'ConfigMap limits'])
    const told = guard.text.split('; ').map((text) => text.replace(/ by someone at [^,]+/, ''))
    expect(told).toEqual([
      `Secret db was changed, after the revision last served: undo does not bring it back (${source})`,
      // What a ConfigMap held has a lever of its own.
      'ConfigMap limits was changed, after the revision last served: undo does not bring it back'
    ])
    expect(JSON.stringify(guard)).not.toContain('aHVudGVy')
  })

  it('in one line, whatever its name is made of', async () => {
    const hostile = { ...owner, name: 'db\u202e\n[31m; undo', kind: 'Exter\u0000nal' }
    const { guard } = await driftOf({ ownerReferences: [hostile] })
    // eslint-disable-next-line no-control-regex
    expect(guard.text).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
})

describe('what pods have of a ConfigMap', () => {
  const times = { fromAt: '2026-03-01T19:17:51Z', toAt: '2026-03-01T22:46:50Z' }
  const app = (more: object) => ({ spec: { containers: [{ name: 'app', ...more }], volumes: [volume] } })
  const volume = { name: 'files', configMap: { name: 'limits' } }
  const asVariables = app({ envFrom: [{ configMapRef: { name: 'limits' } }] })
  const asFiles = app({ volumeMounts: [{ name: 'files', mountPath: '/etc/limits' }] })
  const asOneFile = app({ volumeMounts: [{ name: 'files', mountPath: '/etc/limits.yaml', subPath: 'limits.yaml' }] })

  async function guardOf(
    read: typeof asVariables,
    writtenAt: string,
    served: typeof times | { fromAt: null; toAt: string }
  ) {
    const cluster = new FakeCluster()
    cluster.configMapWrittenAt = writtenAt
    const { connection } = await stage(cluster)
    return (await configDrift(connection.reader, 'shop', read, served)).guard
  }

  it.each([
    ['variables, written a second before the next release', asVariables, '2026-03-01T22:46:49Z', 'warning'],
    ['variables, written an hour before it', asVariables, '2026-03-01T21:46:49Z', 'warning'],
    ['variables, written with the revision', asVariables, '2026-03-01T19:17:53Z', 'passed'],
    ['one mounted file, which stays as it was', asOneFile, '2026-03-01T21:46:49Z', 'warning'],
    ['mounted files, too late for the kubelet', asFiles, '2026-03-01T22:46:49Z', 'warning'],
    ['mounted files, which followed', asFiles, '2026-03-01T21:46:49Z', 'passed']
  ])('%s', async (_what, read, writtenAt, status) => {
    const guard = await guardOf(read, writtenAt, times)
    expect(guard.status).toBe(status)
    if (status === 'warning')
      expect(guard.text).toMatch(
        /^ConfigMap limits was changed by .* at .*, once the revision's pods had started: undo does/
      )
  })

  it.each([
    ['variables', asVariables],
    ['mounted files', asFiles]
  ])('%s, written before a revision that served for seconds only', async (_what, read) => {
    const served = { fromAt: '2026-03-01T22:46:43Z', toAt: times.toAt }
    expect(await guardOf(read, '2026-03-01T22:46:42Z', served)).toMatchObject({ status: 'passed' })
  })

  it.each([
    ['2026-03-01T22:46:51Z', 'warning'],
    ['2026-03-01T22:46:49Z', 'passed']
  ])('when their beginning is not known, of %s', async (writtenAt, status) => {
    expect(await guardOf(asVariables, writtenAt, { fromAt: null, toAt: times.toAt })).toMatchObject({ status })
  })
})
