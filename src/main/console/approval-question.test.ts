import { expect, it } from 'vitest'
import type { PlacedPlan } from '../execute/index.ts'
import { approvalQuestion as question } from './approval-question.ts'

const approvalQuestion = (placed: PlacedPlan) => question(placed, 'Errors 34.8 %, limit 5 %.')

const names = ['cart', 'tax', 'catalog', 'shipping', 'payments', 'reviews']
const plan = (title: string, steps: readonly object[] = []) =>
  ({
    plan: {
      digest: 'd',
      words: { title },
      why: 'Roll back now.',
      scope: { besides: names.map((name) => ({ ref: { namespace: 'shop', name }, symptom: '' })) },
      steps,
      guards: []
    },
    place: { environment: { name: 'west', kind: 'production' }, server: 's', context: 'c' }
  }) as unknown as PlacedPlan

it('names every service that is approved, where the title has only a few', () => {
  const { why } = approvalQuestion(plan('Roll back 6 services: cart, tax, catalog, shipping and 2 more'))
  expect(why).toBe('All 6: cart, tax, catalog, shipping, payments, reviews. Roll back now.')
  expect(approvalQuestion(plan(`Roll back 6 services: ${names.join(', ')}`)).why).toBe('Roll back now.')
})

it('says the way back, what has none, and what users see', () => {
  const forGood = { target: null, command: 'delete', title: 'Delete pod cart-0', reversible: 'no' }
  const { harm, undo } = approvalQuestion(
    plan('Abort', [forGood, { kind: 'do', target: null, command: 'undo', reversible: 'yes' }])
  )
  expect(harm).toBe('Errors 34.8 %, limit 5 %.')
  expect(undo).toBe('not possible. Cannot be taken back: Delete pod cart-0')
})

it('names apart each command that cannot be taken back, also one behind those that are not shown', () => {
  const undo = { target: null, command: 'undo', title: 'Undo', reversible: 'yes' }
  const forGood = (command: string) => ({ target: null, command, title: 'Delete', reversible: 'no' })
  const steps = [
    ...Array.from({ length: 50 }, () => undo),
    forGood('delete a'),
    { ...undo, instead: [forGood('delete b')] }
  ]
  expect(approvalQuestion(plan('Abort', steps)).forGood).toEqual(['delete a', 'delete b'])
  expect(approvalQuestion(plan('Roll back', [undo])).forGood).toEqual([])
})

it('calls nothing impossible to take back that changes nothing', () => {
  const waits = { kind: 'wait', target: null, command: '' }
  expect(approvalQuestion(plan('Verify', [waits])).undo).toBe('not needed: nothing is changed')
})

it('counts the commands as the plan does, also those that are not shown and one that is sent twice', () => {
  const step = (command: string) => ({ target: null, command })
  const twice = approvalQuestion(plan('Abort', [step('arm'), step('route'), step(''), step('arm'), step('undo')]))
  expect(twice).toMatchObject({ commands: ['arm', 'route', 'arm', 'undo'], commandCount: 4 })
  const compensated = { ...step('disable'), title: 'Disable west', instead: [step('enable')] }
  expect(approvalQuestion(plan('Fail over', [compensated, step('move')]))).toMatchObject({
    commands: ['disable', '# Only if this fails: Disable west', 'enable', 'move'],
    commandCount: 2
  })
  const many = approvalQuestion(
    plan(
      'Abort',
      Array.from({ length: 50 }, (_, index) => step(`undo ${index}`))
    )
  )
  expect(many).toMatchObject({ commandCount: 50 })
  expect(many.commands.at(-1)).toBe('and 10 more: the plan has them all')
})
