import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KubeObject } from '../ports/kube.ts'
import { patchOperations } from '../providers/kubernetes/patch-tests.ts'
import { templateDiff } from '../providers/kubernetes/template-diff.ts'
import { undoBody } from '../providers/kubernetes/undo.ts'
import { renderReport } from '../report/index.ts'
import { readSegments } from './segments.ts'
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

  const [segment] = await readSegments(folder.dir)
  expect(segment?.bytes.toString('utf8')).not.toContain('hunter')
  const { markdown } = renderReport({
    records: journal.records(),
    environment: null,
    service: target.ref,
    operator: 'robin',
    now: new Date('2026-03-01T03:00:00Z'),
    offsetMinutes: 0
  })
  expect(markdown).not.toContain('hunter')
  expect(markdown).toMatch(/^- {2,}value: \[redacted value [0-9a-f]{4}\]$/m)
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
