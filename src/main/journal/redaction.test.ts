import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { patchOperations } from '../providers/kubernetes/patch-tests.ts'
import { redactDiff } from '../lib/redact.ts'
import { templateDiff } from '../providers/kubernetes/template-diff.ts'
import { undoBody } from '../providers/kubernetes/undo.ts'
import { commandsOf } from '../report/command-log.ts'
import { renderReport } from '../report/index.ts'
import { timelineOf } from '../report/timeline.ts'
import { writtenBytes } from './testing/written-bytes.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

const env = (mark: string) => [
  { name: 'DB_PASSWORD', value: `plain "${mark}" & more` },
  { name: 'DSN', value: `postgres://u:${mark}&x@db:5432/shop` },
  { name: 'REDIS', value: `redis://:${mark}@redis:6379` },
  { name: 'STORE', value: `https://a.blob.example/c?sv=1&sig=${mark}${mark}${mark}&se=2` },
  { name: 'TIER', value: `tier-of-${mark.slice(-1)}` }
]

function object(kind: string, mark: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const template = {
    metadata: { labels: { app: 'checkout' } },
    spec: { containers: [{ name: 'checkout', image: 'shop/checkout', env: env(mark) }] }
  }
  const metadata = { name: 'checkout', namespace: 'shop', uid: 'u', annotations }
  return { apiVersion: 'apps/v1', kind, metadata, spec: { template } }
}

it('keeps the credentials of a rollback out of the file and out of the report', async () => {
  const lastApplied = {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object('Deployment', 'hunter-1'))
  }
  const deployment = object('Deployment', 'hunter-2', lastApplied)
  const replicaSet = object('ReplicaSet', 'hunter-3')
  const request = {
    method: 'PATCH',
    path: '/apis/apps/v1/namespaces/shop/deployments/checkout',
    query: {},
    body: undoBody(deployment, replicaSet)
  }
  const template = ({ spec }: KubeObject) => (spec as { readonly template: Readonly<Record<string, unknown>> }).template
  const target = { fromRevision: 7, toRevision: 5, ref: { namespace: 'shop', name: 'checkout' } }
  const diff = templateDiff(template(deployment), template(replicaSet))
  const command = 'kubectl -n shop rollout undo deployment/checkout --to-revision=5'

  const journal = await folder.open()
  const plan = { id: 'p', title: 'Roll back', target, diff, steps: [{ command, request }] }
  await journal.append('plan', { text: 'Planned', plan })
  await journal.append('confirm', { runId: 'r', planId: 'p', target, text: 'Approved' })
  await journal.append('intent', { runId: 'r', attemptId: 'a', command, request })
  await journal.append('outcome', { runId: 'r', attemptId: 'a', outcome: 'succeeded', status: 200, detail: '41 ms' })

  expect((await writtenBytes(folder.dir)).toString('utf8')).not.toContain('hunter')
  const { markdown } = renderReport({
    records: journal.records(),
    environment: null,
    service: target.ref,
    operator: 'robin',
    now: new Date('2026-03-01T03:00:00Z'),
    offsetMinutes: 0,
    notices: []
  })
  expect(markdown).not.toContain('hunter')
  expect(markdown).toMatch(/^- {2,}value: not shown, 23 characters, digest [0-9a-f]{8}$/m)
  expect(markdown).toMatch(/^\+ {2,}value: tier-of-3$/m)

  // The request in the record is still the request, to be read by a later start.
  const read = journal.records().find(({ kind }) => kind === 'intent')?.body['request'] as { readonly body: string }
  const operations = patchOperations(read.body)
  expect(operations.map(({ op, path }) => `${String(op)} ${String(path)}`)).toEqual([
    'test /metadata/uid',
    'test /metadata/annotations/deployment.kubernetes.io~1revision',
    'test /spec/template',
    'replace /spec/template',
    'replace /metadata/annotations'
  ])
  const kept = operations.at(-1)?.['value'] as Readonly<Record<string, string>>
  const [annotation = ''] = Object.values(kept)
  expect(JSON.parse(annotation)).toMatchObject({ kind: 'Deployment', metadata: { name: 'checkout' } })
})

/** Ways in which people hand a credential to a container, besides those of the fixture. */
const forms: readonly (readonly [name: string, value: string])[] = [
  ['DD_APP_KEY', 'NOT4U-datadog-a1'],
  ['STRIPE_KEY', 'NOT4U-stripe-a1'],
  ['NEW_RELIC_LICENSE_KEY', 'NOT4U-newrelic-a1'],
  ['AZURE_STORAGE_KEY', 'NOT4U-storage-a1'],
  ['SECRET_ID', 'NOT4U-approle-a1'],
  ['HASH_SALT', 'NOT4U-salt-a1'],
  ['START', 'sh -c "exec app --password NOT4U-shell-a1 --port 80"'],
  ['PG', 'host=db.example user=cart password=NOT4U-libpq-a1 dbname=shop'],
  ['ODBC', 'Driver={ODBC Driver 18};Server=db;UID=cart;PWD=NOT4U-odbc-a1'],
  ['CONFIG', 'db:\n  user: cart\n  password: NOT4U-yaml-a1\n'],
  ['KEY_PEM', '-----BEGIN PRIVATE KEY-----\nMIINOT4Ua1\nMIINOT4Ub1\n-----END PRIVATE KEY-----\n'],
  ['CALLBACK', 'https://api.example/v1?access_token=NOT4U-query-a1&page=2']
]

it('keeps the forms in which people hand credentials to containers out of plan, journal and report', async () => {
  const file = new URL('testing/secrets-in-template.patch.json', import.meta.url)
  const patch = JSON.parse(await readFile(file, 'utf8')) as readonly {
    readonly path: string
    readonly value: unknown
  }[]
  const args = patch.find(({ path }) => path.endsWith('/args'))?.value
  const added = patch.filter(({ path }) => path.endsWith('/env/-')).map(({ value }) => value)
  const variables = [...added, ...forms.map(([name, value]) => ({ name, value }))]
  expect(variables.length + 1).toBe(18)

  const made = (kind: string, containers: unknown, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'notifications', namespace: 'shop', uid: 'u', annotations },
    spec: { template: { metadata: { labels: { app: 'notifications' } }, spec: { containers } } }
  })
  const leaking = [{ name: 'app', image: 'shop/notifications:2', args, env: variables }]
  const deployment = made('Deployment', leaking, {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(made('Deployment', leaking))
  })
  const replicaSet = made('ReplicaSet', [{ name: 'app', image: 'shop/notifications:1', args: ['--listen=:8080'] }])
  const template = ({ spec }: KubeObject) => (spec as { readonly template: Readonly<Record<string, unknown>> }).template
  const request = { method: 'PATCH', path: '/x', query: {}, body: undoBody(deployment, replicaSet) }
  const diff = redactDiff(templateDiff(template(deployment), template(replicaSet)))
  expect(JSON.stringify(diff)).not.toContain('NOT4U')

  const journal = await folder.open()
  const command = `kubectl -n shop patch deployment notifications --type=json -p '${request.body}'`
  const target = { fromRevision: 2, toRevision: 1, ref: { namespace: 'shop', name: 'notifications' } }
  const raw = templateDiff(template(deployment), template(replicaSet))
  await journal.append('plan', { text: 'Planned', plan: { id: 'p', target, diff: raw, steps: [{ command, request }] } })
  await journal.append('confirm', { runId: 'r', planId: 'p', target, text: 'Approved' })
  await journal.append('intent', { runId: 'r', attemptId: 'a', command, request, before: deployment })
  await journal.append('command', {
    command,
    request,
    label: 'dry run',
    status: 200,
    detail: JSON.stringify(deployment)
  })
  const message = `admission webhook denied: ${variables.map((variable) => JSON.stringify(variable)).join(', ')}`
  await journal.append('outcome', { runId: 'r', attemptId: 'a', outcome: 'failed', status: 422, detail: message })

  expect((await writtenBytes(folder.dir)).toString('utf8')).not.toContain('NOT4U')
  const records = journal.records()
  expect(JSON.stringify([commandsOf(records), timelineOf(records)])).not.toContain('NOT4U')
  const { markdown } = renderReport({
    records,
    environment: null,
    service: target.ref,
    operator: 'robin',
    now: new Date('2026-03-01T03:00:00Z'),
    offsetMinutes: 0,
    notices: []
  })
  expect(markdown).not.toContain('NOT4U')
  expect(markdown).toContain('shop/notifications:1')
  expect(markdown).toContain('--db-user')
})

it('records what is nested deeper than any object, without its depths', async () => {
  const journal = await folder.open()
  let deep: unknown = 'bottom'
  for (let level = 0; level < 20_000; level += 1) deep = [deep]
  await journal.append('note', { text: 'a note', deep })
  expect(journal.health().state).toBe('healthy')
  expect(journal.records().at(-1)?.body['text']).toBe('a note')
})
