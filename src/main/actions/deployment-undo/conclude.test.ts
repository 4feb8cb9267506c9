import { describe, expect, it } from 'vitest'
import { goJson } from '../../providers/kubernetes/go-json.ts'
import { redactDeep } from '../../lib/redact.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { conclude } from './conclude.ts'
import type { Undo } from '../../providers/kubernetes/undo-target.ts'

const template = (image: string, password: string) => ({
  metadata: { labels: { app: 'checkout' } },
  spec: {
    containers: [
      {
        name: 'checkout',
        image,
        env: [
          { name: 'DATABASE_URL', value: `postgres://checkout:${password}@db.shop:5432/checkout` },
          { name: 'UPSTREAM', value: 'Authorization: Bearer abcdefghijklmnop1' },
          { name: 'DB_PASSWORD', value: `plain-${password}` },
          { name: 'REDIS', value: `redis://:${password}@redis:6379` },
          { name: 'STORE', value: `https://a.blob.example/c?sv=1&sig=${password.repeat(4)}&se=2` }
        ]
      }
    ]
  }
})

function deployment(image: string, password = 'hunter22'): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace: 'shop', uid: 'u' },
    spec: { template: template(image, password) }
  }
}

const digestOf = (image: string): string => templateDigest(template(image, 'hunter22'))

/** As an intent is read back by another process: redacted on its way to the disk. */
const undo = redactDeep({
  uid: 'u',
  facts: {
    ref: { namespace: 'shop', name: 'checkout' },
    context: 'prod',
    fromRevision: 7,
    toRevision: 5,
    toReplicaSet: 'checkout-5',
    fromTemplate: digestOf('checkout:7'),
    toTemplate: digestOf('checkout:5')
  },
  request: {
    method: 'PATCH',
    path: '/apis/apps/v1/namespaces/shop/deployments/checkout',
    query: {},
    contentType: 'application/json-patch+json',
    body: goJson([
      { op: 'test', path: '/metadata/uid', value: 'u' },
      { op: 'test', path: '/spec/template', value: template('checkout:7', 'hunter22') },
      { op: 'replace', path: '/spec/template', value: template('checkout:5', 'hunter22') }
    ])
  }
}) as Undo

describe('an intent whose template has credentials in plain sight', () => {
  it('keeps them out of the journal', () => {
    expect(JSON.stringify(undo)).not.toMatch(/hunter22|abcdefghijklmnop1/)
  })

  it('is settled by reading all the same', () => {
    expect(conclude(undo, deployment('checkout:5'))).toMatchObject({ kind: 'applied' })
    expect(conclude(undo, deployment('checkout:7'))).toEqual({ kind: 'asBefore', text: 'checkout is as before' })
    expect(conclude(undo, deployment('checkout:6'))).toMatchObject({ kind: 'overtaken', failure: { code: 'conflict' } })
    expect(conclude(undo, null)).toMatchObject({ kind: 'gone', failure: { code: 'conflict' } })
  })

  it('is settled also when its request cannot be read back', () => {
    const unreadable = { ...undo, request: { ...undo.request, body: '[{"op"' } }
    expect(conclude(unreadable, deployment('checkout:5'))).toMatchObject({ kind: 'applied' })
    expect(conclude(unreadable, deployment('checkout:7'))).toMatchObject({ kind: 'asBefore' })
    expect(conclude(unreadable, deployment('checkout:6'))).toMatchObject({ kind: 'overtaken' })
  })
})

describe('who wrote it', () => {
  it.each(['backout', 'kubectl-backout'])('is told by the name that the intent was sent under, here %s', (manager) => {
    const { metadata, ...rest } = deployment('checkout:5')
    const other = { manager: 'somebody', operation: 'Update', time: '2026-11-29T03:00:00Z' }
    const ours = { manager, operation: 'Update', time: '2026-11-29T02:13:20Z' }
    const written = { ...rest, metadata: { ...metadata, managedFields: [other, ours] } }
    const sent = { ...undo, request: { ...undo.request, query: { fieldManager: manager } } }
    expect(conclude(sent, written)).toMatchObject({
      kind: 'applied',
      text: expect.stringContaining(`written by ${manager} at 2026-11-29 02:13:20Z`) as string
    })
  })
})
