import { describe, expect, it } from 'vitest'
import { goJson } from './go-json.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { kubectlLine } from './commands.ts'
import { configReferences } from './config-references.ts'
import type { HistoryEntry } from './history.ts'
import { formatLabelSelector } from './label-selector.ts'
import { lastWrittenAt, templateWriter, writtenByAt } from './managed-fields.ts'
import { patchedValue, unmetTests } from './patch-tests.ts'
import { servedIntervals } from './served.ts'
import { inexactNumber } from './inexact-number.ts'
import { lineDiff, templateDiff } from './template-diff.ts'

describe('formatLabelSelector', () => {
  it('writes the whole selector as kubectl does', () => {
    expect(
      formatLabelSelector({
        matchLabels: { tier: 'web', app: 'checkout' },
        matchExpressions: [
          { key: 'region', operator: 'In', values: ['us', 'eu'] },
          { key: 'old', operator: 'DoesNotExist' },
          { key: 'env', operator: 'NotIn', values: ['dev'] },
          { key: 'zone', operator: 'Exists' }
        ]
      })
    ).toBe('app=checkout,env notin (dev),!old,region in (eu,us),tier=web,zone')
  })
})

describe('configReferences', () => {
  it('finds every way to read a ConfigMap or Secret, once, and leaves image pull secrets out', () => {
    const spec = {
      imagePullSecrets: [{ name: 'registry' }],
      initContainers: [{ envFrom: [{ configMapRef: { name: 'init' } }] }],
      containers: [
        {
          env: [
            { name: 'A', valueFrom: { configMapKeyRef: { name: 'a', key: 'k' } } },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'b', key: 'k' } } },
            { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
          ],
          envFrom: [{ secretRef: { name: 'all' } }, { configMapRef: { name: 'a' } }]
        }
      ],
      volumes: [
        { configMap: { name: 'files' } },
        { secret: { secretName: 'tls' } },
        { projected: { sources: [{ configMap: { name: 'p1' } }, { secret: { name: 'p2' } }] } },
        { emptyDir: {} }
      ]
    }
    const found = configReferences({ spec }).map(({ kind, name }) => `${kind} ${name}`)
    expect(found.sort()).toEqual([
      'ConfigMap a',
      'ConfigMap files',
      'ConfigMap init',
      'ConfigMap p1',
      'Secret all',
      'Secret b',
      'Secret p2',
      'Secret tls'
    ])
  })

  it('knows which of them pods start without: those that every reader calls optional', () => {
    const spec = {
      containers: [
        {
          envFrom: [
            { configMapRef: { name: 'extra', optional: true } },
            { secretRef: { name: 'both', optional: true } }
          ]
        },
        { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'both', key: 'k' } } }] }
      ],
      volumes: [{ secret: { secretName: 'tls', optional: true } }]
    }
    expect(configReferences({ spec })).toEqual([
      { kind: 'ConfigMap', name: 'extra', optional: true, live: false },
      { kind: 'Secret', name: 'both', optional: false, live: false },
      { kind: 'Secret', name: 'tls', optional: true, live: true }
    ])
  })
})

describe('templates', () => {
  it('differ line by line', () => {
    expect(lineDiff(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'added', text: 'd' }
    ])
  })

  it('differ where they differ, however long they are', () => {
    const notes = Array.from({ length: 3_000 }, (_, index) => `line ${index}`).join('\n')
    const withImage = (image: string) => ({
      metadata: { labels: { notes } },
      spec: { containers: [{ image, name: 'app' }] }
    })
    expect(templateDiff(withImage('a:1'), withImage('a:2'))).toEqual([
      { kind: 'same', text: 'spec:' },
      { kind: 'same', text: '  containers:' },
      { kind: 'removed', text: '    - image: a:1' },
      { kind: 'added', text: '    - image: a:2' },
      { kind: 'same', text: '      name: app' }
    ])
    const lines = templateDiff(withImage('a:1'), {
      metadata: { labels: { notes: notes.replaceAll('line', 'row') } }
    })
    expect(lines.some(({ kind, text }) => kind === 'removed' && text.includes('too many to compare'))).toBe(true)
  })

  it('may hold numbers that cannot be carried exactly', () => {
    const text = '{"spec":{"tolerations":[{"tolerationSeconds":30},{"tolerationSeconds":9223372036854775807}]}}'
    expect(inexactNumber(JSON.parse(text))).toBe('spec.tolerations.1.tolerationSeconds')
    expect(inexactNumber({ a: [1, 2 ** 53 - 1, 0.5, null, '9223372036854775807'] })).toBeNull()
  })
})

describe('patch tests', () => {
  const body = goJson([
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'test', path: '/metadata/annotations/a.b~1c', value: '1' },
    { op: 'test', path: '/spec/template', value: { x: ['<&>'] } },
    { op: 'replace', path: '/spec/template', value: { y: 1 } }
  ])
  const object = { metadata: { uid: 'u', annotations: { 'a.b/c': '1' } }, spec: { template: { x: ['<&>'] } } }

  it('name the paths that changed', () => {
    expect(unmetTests(body, object)).toEqual([])
    expect(unmetTests(body, { ...object, spec: {} })).toEqual(['/spec/template'])
    expect(unmetTests(body, {})).toEqual(['/metadata/uid', '/metadata/annotations/a.b~1c', '/spec/template'])
    expect(patchedValue(body, '/spec/template')).toEqual({ y: 1 })
  })
})

describe('managed fields', () => {
  it('tell who wrote last, and when we did, status left out', () => {
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'a',
        uid: 'a',
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [
          { manager: 'backout', time: '2026-01-02T00:00:00Z' },
          { manager: 'backout', time: '2026-01-09T00:00:00Z', subresource: 'status' },
          { manager: 'helm', time: '2026-01-03T00:00:00Z' }
        ]
      }
    }
    expect(lastWrittenAt(object)).toEqual({ at: '2026-01-09T00:00:00Z', manager: 'backout' })
    expect(writtenByAt(object, 'backout')).toBe('2026-01-02T00:00:00Z')
    expect(writtenByAt(object, 'kubectl')).toBeNull()
  })

  it('tell who wrote the pod template last', () => {
    const template = { 'f:spec': { 'f:template': { 'f:spec': {} } } }
    const object: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'a',
        uid: 'a',
        managedFields: [
          { manager: 'kubectl', time: '2026-01-02T00:00:00Z', fieldsV1: template },
          { manager: 'flux', time: '2026-01-03T00:00:00Z', fieldsV1: template },
          { manager: 'kube-controller-manager', time: '2026-01-09T00:00:00Z', fieldsV1: { 'f:metadata': {} } }
        ]
      }
    }
    expect(templateWriter(object)).toEqual({ at: '2026-01-03T00:00:00Z', manager: 'flux' })
    expect(templateWriter({ ...object, metadata: { name: 'a', uid: 'a' } })).toBeNull()
  })
})

describe('servedIntervals', () => {
  const entry = (revision: number, createdAt: string, extra: Partial<HistoryEntry> = {}): HistoryEntry => ({
    revision,
    earlier: [],
    template: {},
    isCurrent: false,
    replicaSet: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `rs-${createdAt}`,
        uid: `rs-${createdAt}`,
        creationTimestamp: createdAt,
        managedFields: [{ manager: 'kube-controller-manager', time: '2026-01-01T09:00:00Z' }]
      }
    },
    ...extra
  })

  it('end when the next revision begins, and with the last write where that is not known', () => {
    const history = [
      entry(4, '2026-01-01T01:00:00Z', { earlier: [1], isCurrent: true }),
      entry(3, '2026-01-01T03:00:00Z'),
      entry(2, '2026-01-01T02:00:00Z')
    ]
    const served = servedIntervals(history)
    expect(served.get('rs-2026-01-01T02:00:00Z')).toEqual([
      { revision: 2, fromAt: '2026-01-01T02:00:00Z', toAt: '2026-01-01T03:00:00Z' }
    ])
    expect(served.get('rs-2026-01-01T03:00:00Z')).toEqual([
      { revision: 3, fromAt: '2026-01-01T03:00:00Z', toAt: '2026-01-01T09:00:00Z' }
    ])
  })

  it('are two for a revision that served twice, with what served in between left out', () => {
    const history = [
      entry(5, '2026-01-01T10:00:00Z', { isCurrent: true }),
      entry(4, '2026-01-01T01:00:00Z', { earlier: [1] }),
      entry(3, '2026-01-01T03:00:00Z'),
      entry(2, '2026-01-01T02:00:00Z')
    ]
    expect(servedIntervals(history).get('rs-2026-01-01T01:00:00Z')).toEqual([
      { revision: 1, fromAt: '2026-01-01T01:00:00Z', toAt: '2026-01-01T02:00:00Z' },
      { revision: 4, fromAt: '2026-01-01T09:00:00Z', toAt: '2026-01-01T10:00:00Z' }
    ])
  })

  it('do not begin where nothing says when: others served since, or are gone', () => {
    const twice = [
      entry(5, '2026-01-01T02:00:00Z', { earlier: [3], isCurrent: true }),
      entry(4, '2026-01-01T01:00:00Z', { earlier: [1] })
    ]
    const served = servedIntervals(twice)
    expect(served.get('rs-2026-01-01T01:00:00Z')).toEqual([
      { revision: 1, fromAt: '2026-01-01T01:00:00Z', toAt: null },
      { revision: 4, fromAt: null, toAt: '2026-01-01T09:00:00Z' }
    ])
    expect(served.get('rs-2026-01-01T02:00:00Z')).toEqual([
      { revision: 3, fromAt: '2026-01-01T02:00:00Z', toAt: null },
      { revision: 5, fromAt: '2026-01-01T09:00:00Z', toAt: null }
    ])
  })

  it('are not one through another release while the controller has not renumbered what is asked for again', () => {
    const history = [entry(3, '2026-01-01T03:00:00Z'), entry(2, '2026-01-01T02:00:00Z', { isCurrent: true })]
    expect(servedIntervals(history).get('rs-2026-01-01T02:00:00Z')).toEqual([
      { revision: 2, fromAt: '2026-01-01T02:00:00Z', toAt: '2026-01-01T03:00:00Z' },
      { revision: 4, fromAt: null, toAt: null }
    ])
  })
})

describe('words', () => {
  it('quote what a shell would split', () => {
    const place = { context: `it's "mine"`, ref: { namespace: 'shop', name: 'x' } }
    expect(kubectlLine(place, 'get', 'pods')).toBe(`kubectl --context 'it'\\''s "mine"' -n shop get pods`)
  })
})
