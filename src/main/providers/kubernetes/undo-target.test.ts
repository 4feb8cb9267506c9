import { describe, expect, it } from 'vitest'
import { goJson } from './go-json.ts'
import { redactDeep } from '../../lib/redact.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { templateDigest } from './template-digest.ts'
import { conclude } from '../../actions/deployment-undo/conclude.ts'
import type { RunSubject } from '../../execute/run-subject.ts'

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
const subject = redactDeep({
  planId: 'p',
  digest: 'd',
  title: 'Roll back',
  target: {
    ref: { namespace: 'shop', name: 'checkout' },
    uid: 'u',
    fromRevision: 7,
    toRevision: 5,
    fromTemplate: digestOf('checkout:7'),
    toTemplate: digestOf('checkout:5')
  },
  step: {
    title: 'Undo',
    command: 'kubectl rollout undo',
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
    },
    expectedMs: 1
  },
  inverse: { text: '', command: '' },
  drifted: [],
  expectedMs: 1
}) as RunSubject

describe('an intent whose template has credentials in plain sight', () => {
  it('keeps them out of the journal', () => {
    expect(JSON.stringify(subject)).not.toMatch(/hunter22|abcdefghijklmnop1/)
  })

  it('is settled by reading all the same', () => {
    expect(conclude(subject, deployment('checkout:5'))).toMatchObject({ kind: 'settled', outcome: 'succeeded' })
    expect(conclude(subject, deployment('checkout:7'))).toEqual({ kind: 'unchanged' })
    expect(conclude(subject, deployment('checkout:6'))).toMatchObject({ kind: 'settled', outcome: 'conflict' })
    expect(conclude(subject, null)).toMatchObject({ outcome: 'conflict' })
  })

  it('is settled also when its request cannot be read back', () => {
    const { step } = subject
    const unreadable = { ...subject, step: { ...step, request: { ...step.request, body: '[{"op"' } } }
    expect(conclude(unreadable, deployment('checkout:5'))).toMatchObject({ kind: 'settled', outcome: 'succeeded' })
    expect(conclude(unreadable, deployment('checkout:7'))).toEqual({ kind: 'unchanged' })
    expect(conclude(unreadable, deployment('checkout:6'))).toMatchObject({ kind: 'settled', outcome: 'conflict' })
  })
})
