import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isJsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { historyOf, newReplicaSet, ownedReplicaSets, plainUndoPick } from './history.ts'
import { annotationChanges } from './annotation-changes.ts'
import { undoBody, undoneAnnotations, undoOperations } from './undo.ts'

const template = (image: string, hash?: string) => ({
  metadata: { labels: { app: 'checkout', ...(hash ? { 'pod-template-hash': hash } : {}) } },
  spec: { containers: [{ name: 'checkout', image, args: ['--a=1&b=<2>'], futureField: { kept: true } }] }
})

function deployment(annotations: Record<string, string>, image: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace: 'shop', uid: 'd-1', annotations },
    spec: { replicas: 2, template: template(image) }
  }
}

function replicaSet(name: string, annotations: Record<string, string>, image: string, owner = 'd-1'): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      creationTimestamp: '2026-01-01T00:00:00Z',
      annotations,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: owner, controller: true }]
    },
    spec: { template: template(image, name) }
  }
}

const revision = 'deployment.kubernetes.io/revision'

// Recorded from kubectl 1.33.1 against a stub server: kubectl pkg/polymorphichelpers/rollback.go getDeploymentPatch.
const goldenTarget = deployment(
  {
    [revision]: '3',
    'kubernetes.io/change-cause': 'Update to v1.3.0',
    'custom/note': 'dep-only',
    'kubectl.kubernetes.io/last-applied-configuration': '{}\n'
  },
  'v1.3.0'
)
const goldenChosen = replicaSet(
  'rs-2',
  {
    [revision]: '2',
    'deployment.kubernetes.io/revision-history': '1',
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
    'kubernetes.io/change-cause': 'Update to v1.2.0',
    'rs-only': 'yes'
  },
  'v1.2.0'
)

describe('undo annotations', () => {
  it('keeps the skip list of the Deployment and takes the rest from the ReplicaSet', () => {
    expect(undoneAnnotations(goldenTarget, goldenChosen)).toEqual({
      [revision]: '3',
      'kubectl.kubernetes.io/last-applied-configuration': '{}\n',
      'kubernetes.io/change-cause': 'Update to v1.2.0',
      'rs-only': 'yes'
    })
    expect(annotationChanges(goldenTarget, goldenChosen)).toEqual([
      'custom/note is removed: only the Deployment has it.',
      'kubernetes.io/change-cause goes from "Update to v1.3.0" to "Update to v1.2.0".',
      'rs-only comes back as "yes".',
      'kubectl.kubernetes.io/last-applied-configuration stays as it is and no longer matches: a later kubectl apply may not change what you expect.'
    ])
  })

  it('shows what acts on a reader instead of letting it act', () => {
    const cause = 'kubernetes.io/change-cause'
    const target = deployment({ [revision]: '3', [cause]: 'fine\u001b[2J' }, 'v3')
    const chosen = replicaSet('rs-2', { [revision]: '2', [cause]: '\u202egnp' }, 'v2')
    expect(annotationChanges(target, chosen)).toContain(
      String.raw`${cause} goes from "fine\u{1b}[2J" to "\u{202e}gnp".`
    )
  })
})

describe("the patch of kubectl's golden vector", () => {
  it('is two operations and touches nothing else, least of all replicas and strategy', () => {
    expect(undoOperations(goldenTarget, goldenChosen)).toEqual([
      { op: 'replace', path: '/spec/template', value: template('v1.2.0') },
      {
        op: 'replace',
        path: '/metadata/annotations',
        value: {
          [revision]: '3',
          'kubectl.kubernetes.io/last-applied-configuration': '{}\n',
          'kubernetes.io/change-cause': 'Update to v1.2.0',
          'rs-only': 'yes'
        }
      }
    ])
  })

  it('is sent behind the three tests, and is the end of the body', () => {
    const body: unknown = JSON.parse(undoBody(goldenTarget, goldenChosen))
    const sent = Array.isArray(body) ? body : []
    expect(sent.map(({ op, path }) => `${op} ${path}`)).toEqual([
      'test /metadata/uid',
      'test /metadata/annotations/deployment.kubernetes.io~1revision',
      'test /spec/template',
      'replace /spec/template',
      'replace /metadata/annotations'
    ])
    expect(sent.slice(3)).toEqual(undoOperations(goldenTarget, goldenChosen))
  })
})

describe('undo body', () => {
  it('tests uid, revision and template first, Go-escaped, and keeps fields it does not know', () => {
    const body = undoBody(deployment({ [revision]: '3' }, 'v3'), replicaSet('rs-2', { [revision]: '2' }, 'v2'))
    expect(body).not.toMatch(/[&<>]/)
    expect(body).toContain(String.raw`--a=1\u0026b=\u003c2\u003e`)
    expect(JSON.parse(body)).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'd-1' },
      { op: 'test', path: '/metadata/annotations/deployment.kubernetes.io~1revision', value: '3' },
      { op: 'test', path: '/spec/template', value: template('v3') },
      { op: 'replace', path: '/spec/template', value: template('v2') },
      { op: 'replace', path: '/metadata/annotations', value: { [revision]: '3' } }
    ])
  })
})

interface Exchange {
  readonly label: string
  readonly method: string
  readonly url: string
  readonly request: { readonly body?: string }
  readonly response: { readonly body: string }
}

const recordings = new URL('../../../../e2e/recordings/kubernetes-1.36.3/exchanges.jsonl', import.meta.url)
const exchanges = readFileSync(recordings, 'utf8')
  .trim()
  .split('\n')
  .map((line): Exchange => JSON.parse(line))

function kubeObject(text: string): KubeObject {
  return JSON.parse(text)
}

function recordedUndo(label: string) {
  const of = (method: string, part: string) =>
    exchanges.filter(
      (exchange) => exchange.label === label && exchange.method === method && exchange.url.includes(part)
    )
  const read = of('GET', '/deployments/').at(-1)
  const list = of('GET', '/replicasets').at(-1)
  if (!read || !list) throw new Error(`the recording has no ${label}`)
  const items: unknown = JSON.parse(list.response.body).items
  return {
    deployment: kubeObject(read.response.body),
    replicaSets: Array.isArray(items)
      ? items.filter(isJsonObject).map((item): KubeObject => kubeObject(JSON.stringify(item)))
      : [],
    patch: of('PATCH', '/deployments/').at(-1)?.request.body
  }
}

describe("kubectl 1.36's own recorded requests", () => {
  it.each(['undo dry-run server', 'undo', 'undo to revision'])('%s: the same two operations', (label) => {
    const recorded = recordedUndo(label)
    const history = historyOf(recorded.deployment, recorded.replicaSets)
    const sent = JSON.parse(recorded.patch ?? 'null')
    const candidates = history.map((entry) => undoOperations(recorded.deployment, entry.replicaSet))
    const chosen =
      label === 'undo to revision' ? candidates.find((c) => JSON.stringify(c).includes(':2.0.0"')) : candidates[1]
    expect(chosen).toEqual(sent)
    if (label !== 'undo to revision') expect(plainUndoPick(history)).toBe(history[1])
  })

  it('the ReplicaSet of the present template is the highest revision', () => {
    const recorded = recordedUndo('undo')
    const owned = ownedReplicaSets(recorded.deployment, recorded.replicaSets)
    expect(newReplicaSet(recorded.deployment, owned)).toBe(historyOf(recorded.deployment, owned)[0]?.replicaSet)
  })
})

describe('history', () => {
  it('leaves out what another controller owns and what has no readable revision; absent counts as 0', () => {
    const target = deployment({ [revision]: '3' }, 'v3')
    const history = historyOf(target, [
      replicaSet('rs-3', { [revision]: '3' }, 'v3'),
      replicaSet('rs-0', {}, 'v0'),
      replicaSet('rs-x', { [revision]: 'new' }, 'v1'),
      replicaSet('rs-other', { [revision]: '9' }, 'v9', 'd-2')
    ])
    expect(history.map(({ revision: number, isCurrent }) => [number, isCurrent])).toEqual([
      [3, true],
      [0, false]
    ])
  })

  it('has no current entry while the controller is behind', () => {
    const history = historyOf(deployment({ [revision]: '3' }, 'v4'), [replicaSet('rs-3', { [revision]: '3' }, 'v3')])
    expect(history.some(({ isCurrent }) => isCurrent)).toBe(false)
  })
})
