import { expect, it } from 'vitest'
import { driftSentence, inWords } from './drift-sentences.ts'

const nowMs = Date.parse('2026-03-01T02:22:00Z')
const changed = {
  label: 'ConfigMap sessions-config',
  how: 'was changed by kubectl-edit',
  at: '2026-03-01T02:10:00Z',
  means: 'undo does not bring it back'
}

it.each<[string | null, string]>([
  ['2026-03-01T02:09:09Z', '12 min ago, 51 s after errors began'],
  ['2026-03-01T02:11:00Z', '12 min ago, 1 min before errors began'],
  ['2026-02-28T02:11:00Z', '12 min ago'],
  [null, '12 min ago']
])('tells a change beside errors that began at %s', (beganAt, when) => {
  expect(driftSentence(changed, beganAt, nowMs)).toBe(
    `ConfigMap sessions-config was changed by kubectl-edit ${when}; undo does not bring it back.`
  )
})

it('tells what is gone without a time, whatever it is called', () => {
  const gone = { label: 'Secret key of cart', how: 'is gone', at: null, means: 'the pods may not start' }
  expect(driftSentence(gone, '2026-03-01T02:09:09Z', nowMs)).toBe('Secret key of cart is gone; the pods may not start.')
})

it('tells a time of day in a sentence as an age, and leaves one without as it is', () => {
  expect(inWords('ConfigMap a was changed at 2026-03-01 02:10:00Z', nowMs)).toBe('ConfigMap a was changed 12 min ago')
  expect(inWords('nothing changed', nowMs)).toBe('nothing changed')
})
