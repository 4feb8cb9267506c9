import { expect, it } from 'vitest'
import { answerSummary } from './answer-summary.ts'

it('names the object and its version, and keeps nothing of its content', () => {
  const metadata = {
    name: 'checkout',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '7',
    generation: 3,
    annotations: { note: 'pa55word' }
  }
  const body = JSON.stringify({ kind: 'Deployment', metadata, spec: { template: { env: 'pa55word' } } })
  expect(answerSummary(body)).toBe('Deployment shop/checkout, uid u, resourceVersion 7, generation 3')
})

it('counts the items of a list', () => {
  const body = JSON.stringify({ kind: 'ReplicaSetList', metadata: { resourceVersion: '9' }, items: [{}, {}] })
  expect(answerSummary(body)).toBe('ReplicaSetList, 2 items, resourceVersion 9')
})

it.each(['', '<html>', 'null', '"text"'])('keeps nothing of what is no object: %s', (body) => {
  expect(answerSummary(body)).toBe('')
})
