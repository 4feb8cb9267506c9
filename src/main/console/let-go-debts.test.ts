import { expect, it } from 'vitest'
import { letGoDebts } from './let-go-debts.ts'

const ref = { namespace: 'payments', name: 'payments' }
const debt = {
  id: 'gitops-suspend x',
  text: 'Revert the bad version in Git, then resume Application payments-apps: it puts back what Git says at once',
  command: 'kubectl patch',
  openedAt: '2026-03-01T02:10:00.000Z',
  settledAt: null,
  runId: 'r',
  ref
}
const letGo = { run: { id: 'r' }, ref, name: 'Application argocd/payments-apps', said: 'Alarm: It is not held.' }

it('what was to be resumed and is let go is due now, under its own id and without a command', () => {
  expect(letGoDebts([debt], letGo).debts).toEqual([
    { ...debt, text: 'Revert the bad version in Git now. It is not held', command: '' }
  ])
  expect(letGoDebts([debt], { ...letGo, name: 'Application other' }).debts).toEqual([])
  expect(letGoDebts([{ ...debt, runId: 'x', ref: null }], letGo).debts).toEqual([])
})
