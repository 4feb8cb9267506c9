import { expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import { runOf } from '../run/index.ts'
import { closingQuestion } from './closing-question.ts'

const title = 'Roll back checkout to revision 2'
const begun = runOf([
  {
    seq: 1,
    t: '2026-03-01T02:00:00.000Z',
    kind: 'confirm',
    body: {
      runId: 'run',
      planId: 'plan',
      digest: '',
      lever: 'deployment-rollback',
      chosen: null,
      words: { title, doing: '', done: '' },
      environment: 'prod-eu',
      ref: { namespace: 'shop', name: 'checkout' },
      armedUntil: null,
      steps: [],
      inverse: null,
      continues: null
    }
  }
])
if (!begun) throw new Error('no run')
const run = begun
const production = { name: 'prod-eu', kind: 'production' } as const
const at = (state: Run['state']) => closingQuestion([{ run: { ...run, state }, environment: production }])

it('is not asked when nothing is under way', () => {
  expect(closingQuestion([])).toBeNull()
  expect(at('settled')).toBeNull()
})

it('says what is under way, where, and what closing does to it', () => {
  expect(at('verifying')?.title).toBe(`${title}: this is still under way in prod-eu. Close Backout?`)
  expect(at('arming')?.detail).toContain('nothing is sent')
  expect(at('sending')?.detail).toContain('read at the next start')
  expect(at('settling')?.detail).toContain('goes on at the next start')
  expect(at('verifying')?.detail).toContain('at the next start it is watched on')
  expect(at('waiting')?.detail).toContain('what was done stays')
})

it('names every action that is under way, and says that a drill ends', () => {
  const drill = { name: 'drill', kind: 'drill' } as const
  const asked = closingQuestion([
    { run, environment: production },
    { run: { ...run, state: 'settled' }, environment: production },
    { run: { ...run, id: 'another' }, environment: drill }
  ])
  expect(asked?.title).toBe('2 actions are still under way. Close Backout?')
  expect(asked?.detail).toContain('prod-eu (production)')
  expect(asked?.detail).toContain('The drill ends with Backout')
})

it('names every service that is watched', () => {
  const watched = (names: readonly string[]) =>
    names.map((name) => ({ title: `${name}, prod-eu (production)`, text: 'Holding.' }))
  const three = closingQuestion([], watched(['cart', 'tax', 'stock']))
  expect(three?.title).toBe('3 services are still watched after what was done. Close Backout?')
  expect(three?.detail).toMatch(/^cart, .*\nHolding\. .*\n\ntax, .*\n\nstock, /s)
  const four = closingQuestion([], watched(['cart', 'tax', 'stock', 'search']))
  expect(four?.detail.split('\n')).toEqual(['cart, tax, stock, search', expect.stringContaining('nobody watches')])
})
