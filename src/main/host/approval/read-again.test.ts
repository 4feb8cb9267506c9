import { expect, it } from 'vitest'
import type { ApprovalQuestion } from '../../ports/approvals.ts'
import { createReadAgain } from './read-again.ts'

const question: ApprovalQuestion = {
  digest: 'a',
  title: 'Roll back cart to revision 3',
  why: 'Errors 5 %',
  harm: 'Errors 5 %',
  undo: 'undo to revision 4',
  environment: { name: 'prod-eu', kind: 'production' },
  server: 'https://127.0.0.1:6443',
  context: 'prod',
  targets: ['deployments/cart in shop'],
  commands: ['kubectl rollout undo deployment/cart --to-revision=3'],
  commandCount: 1,
  forGood: [],
  warnings: [],
  asked: { kind: 'hold', holdMs: 1_000 }
}

it.each([
  ['a warning', { warnings: ['ConfigMap cart was changed'] }],
  ['no way back', { undo: 'not possible' }],
  ['another server', { server: 'https://127.0.0.1:6444' }]
])('what is pressed while %s appears was meant for what was there before', (_what, change) => {
  let nowMs = 5_000
  const again = createReadAgain(() => nowMs)
  expect(again.isRead(), 'nothing was renewed').toBe(true)
  expect(again.renewed(question, { ...question, ...change })).toBe(true)
  nowMs += 599
  expect(again.isRead()).toBe(false)
  nowMs += 1
  expect(again.isRead()).toBe(true)
})

it('a plan that says the same but for the numbers of now is not read again', () => {
  const again = createReadAgain(() => 0)
  expect(again.renewed(question, { ...question, digest: 'b', harm: 'Errors 6 %', why: 'Errors 6 %' })).toBe(false)
  expect(again.isRead()).toBe(true)
})
