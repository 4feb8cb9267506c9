import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQuietAnswers } from '../../src/main/connections/quiet-answers.ts'
import { shownRequest } from '../../src/main/console/shown-request.ts'
import { makeJournalFolder, type JournalFolder } from '../../src/main/journal/testing/journal-folder.ts'
import { writtenBytes } from '../../src/main/journal/testing/written-bytes.ts'
import { redactDiff } from '../../src/main/lib/redact.ts'
import type { KubeObject } from '../../src/main/ports/kube.ts'
import { apiAddress } from '../../src/main/providers/kubernetes/api-address.ts'
import { goJson } from '../../src/main/providers/kubernetes/go-json.ts'
import { kubeFailure } from '../../src/main/providers/kubernetes/kube-failure.ts'
import { templateDiff } from '../../src/main/providers/kubernetes/template-diff.ts'
import { annotationChanges } from '../../src/main/providers/kubernetes/annotation-changes.ts'
import { undoBody } from '../../src/main/providers/kubernetes/undo.ts'
import { renderReport } from '../../src/main/report/index.ts'
import { kinds, plantedSecrets, type Planted } from './planted-secrets.ts'

type Container = Readonly<Record<string, unknown>>
type Part = {
  readonly container?: Container
  readonly annotations?: Readonly<Record<string, string>>
  readonly own?: Readonly<Record<string, string>>
}

/** Where in a Deployment a credential can stand. */
const places: Readonly<Record<string, (text: string) => Part>> = {
  'a variable with a plain name': (text) => ({ container: { env: [{ name: 'UPSTREAM', value: text }] } }),
  'a variable with a telling name': (text) => ({ container: { env: [{ name: 'DB_PASSWORD', value: text }] } }),
  'a variable with its value first': (text) => ({ container: { env: [{ value: text, name: 'EXTRA' }] } }),
  'an argument': (text) => ({ container: { args: ['serve', text] } }),
  'an argument joined to a flag': (text) => ({ container: { args: ['serve', `--upstream=${text}`] } }),
  'an argument behind a flag': (text) => ({ container: { args: ['--db-password', text, '--verbose'] } }),
  'a command': (text) => ({ container: { command: ['sh', '-c', `exec serve --to '${text}'`] } }),
  'a probe': (text) => ({ container: { livenessProbe: { exec: { command: ['check', text] } } } }),
  'a header of a probe': (text) => ({
    container: { readinessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'X-Check', value: text }] } } }
  }),
  'an annotation of pods': (text) => ({ annotations: { 'vendor.example/config': text } }),
  'an annotation of the object': (text) => ({ own: { 'vendor.example/notes': text } }),
  'an annotation with a telling name': (text) => ({ own: { 'vendor.example/api-token': text } })
}

function made(kind: string, part: Part, own: Readonly<Record<string, string>> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'cart', namespace: 'shop', uid: 'u', annotations: { ...part.own, ...own } },
    spec: {
      template: {
        metadata: { labels: { app: 'cart' }, annotations: part.annotations ?? {} },
        spec: { containers: [{ name: 'app', image: 'shop/cart:2.0.1', ...part.container }] }
      }
    }
  }
}

const templateOf = ({ spec }: KubeObject) => (spec as { readonly template: Readonly<Record<string, unknown>> }).template

let folder: JournalFolder
beforeAll(async () => {
  folder = await makeJournalFolder()
})
afterAll(() => folder.remove())

const planted = plantedSecrets(500)

/** The marks of those that a text holds, as they are or in the escapes of JSON. */
function leaks(text: string): readonly string[] {
  return planted
    .filter(({ core }) => text.includes(core) || text.includes(JSON.stringify(core).slice(1, -1)))
    .map(({ kind, core }) => `${kind}: ${core}`)
}

function objectsWith(
  index: number,
  { text }: Planted,
  other: Planted
): { readonly was: KubeObject; readonly will: KubeObject } {
  const place = Object.values(places)[index % Object.keys(places).length] ?? (() => ({}))
  const plain = made('Deployment', place(text))
  const lastApplied = { 'kubectl.kubernetes.io/last-applied-configuration': goJson(plain) }
  return { was: made('Deployment', place(text), lastApplied), will: made('ReplicaSet', place(other.text)) }
}

describe('credentials that were planted in a Deployment', () => {
  it('are of sixty kinds, in twelve places, and of 500 none is ordinary', () => {
    expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(60)
    expect(Object.keys(places).length).toBeGreaterThanOrEqual(10)
    expect(new Set(planted.map(({ core }) => core)).size).toBe(500)
  })

  it('reach neither the journal, nor the report, nor what the window is sent', async () => {
    const journal = await folder.open()
    const raw: string[] = []
    const sent: string[] = []
    for (const [index, secret] of planted.entries()) {
      const { was, will } = objectsWith(index, secret, planted[(index + 250) % 500] ?? secret)
      const body = undoBody(was, will)
      const request = {
        method: 'PATCH' as const,
        path: '/x',
        query: {},
        contentType: 'application/json-patch+json',
        body
      }
      const lines = redactDiff(templateDiff(templateOf(was), templateOf(will)))
      const notes = annotationChanges(was, will)
      const command = `kubectl -n shop patch deployment cart --type=json -p '${body}'`
      const plan = {
        id: `p${index}`,
        changes: [{ kind: 'lines', title: 'Template', lines }],
        notes,
        steps: [{ command, request }]
      }
      raw.push(JSON.stringify([was, will]))
      sent.push(JSON.stringify([lines, notes, shownRequest(request)]))
      await journal.append('plan', { text: 'Planned', plan })
      await journal.append('intent', { runId: 'r', attemptId: `a${index}`, command, request, before: was })
      await journal.append('command', { command, request, label: 'dry run', status: 200, detail: JSON.stringify(was) })
      await journal.append('outcome', {
        runId: 'r',
        attemptId: `a${index}`,
        outcome: 'failed',
        status: 422,
        detail: goJson(will)
      })
    }
    // What is searched for is there before.
    expect(leaks(raw.join('\n'))).toHaveLength(500)
    expect(leaks(sent.join('\n'))).toEqual([])
    expect(leaks((await writtenBytes(folder.dir)).toString('utf8'))).toEqual([])
    const records = journal.records()
    expect(records.length).toBeGreaterThan(2_000)
    const { markdown } = renderReport({
      records,
      environment: null,
      service: { namespace: 'shop', name: 'cart' },
      operator: 'robin',
      now: new Date(),
      offsetMinutes: 0,
      notices: []
    })
    expect(leaks(markdown)).toEqual([])
    expect(journal.health().state).toBe('healthy')
  }, 120_000)

  it('are not told by a server that repeats them where it refuses', () => {
    const told = planted.map((secret, index) => {
      const { was } = objectsWith(index, secret, secret)
      const { containers } = (templateOf(was) as { readonly spec: { readonly containers: unknown } }).spec
      const status = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message: `admission webhook "a.example" denied the request: ${JSON.stringify(containers)}`,
        reason: 'Invalid',
        code: 422,
        details: { causes: [{ message: `value: ${goJson(was)}`, field: 'spec' }] }
      }
      const body = createQuietAnswers(['prod', 'https://a.example']).refusal(goJson(status))
      const address = apiAddress('PATCH', '/apis/apps/v1/namespaces/shop/deployments/cart')
      return JSON.stringify([body, kubeFailure({ address, status: 422, body, environment: 'prod', user: 'robin' })])
    })
    expect(leaks(told.join('\n'))).toEqual([])
  })
})

describe('a credential of the connection that its server repeats', () => {
  it.each(['hunter2', 'Tr0ub4', 'long-and-random-8dk3kd93kd0', 'with "quotes" & more'])('is not told: %s', (secret) => {
    const quiet = createQuietAnswers(['prod', 'https://a.example', 'robin'])
    quiet.add(secret)
    const status = {
      kind: 'Status',
      message: `token ${secret} is no good (${Buffer.from(secret).toString('base64')})`,
      code: 401
    }
    for (const body of [JSON.stringify(status), goJson(status), `plain ${secret}`]) {
      const quieted = quiet.refusal(body)
      expect(quieted).not.toContain(secret.slice(0, 6))
      expect(quieted).not.toContain(Buffer.from(secret).toString('base64').slice(0, 8))
    }
  })

  it('leaves what the connection is called by, and the rest as it was', () => {
    const quiet = createQuietAnswers(['prod', 'logistics'])
    for (const secret of ['logistics', '403', 'abc']) quiet.add(secret)
    const body = '{"kind":"Status","message":"pods is forbidden in logistics (403, abc)","code":403}'
    expect(quiet.refusal(body)).toBe(body)
  })
})
