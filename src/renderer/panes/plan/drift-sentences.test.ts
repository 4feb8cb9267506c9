import { expect, it } from 'vitest'
import { driftSentences, inWords } from './drift-sentences.ts'

const nowMs = Date.parse('2026-03-01T02:22:00Z')
const guard = (text: string) => [{ id: 'drift', status: 'warning', text }] as const
const changed =
  'ConfigMap sessions-config was changed by kubectl-edit at 2026-03-01 02:10:00Z, after the revision last served: undo does not bring it back'

it.each<[string | null, string]>([
  ['2026-03-01T02:09:09Z', '12 min ago, 51 s after errors began'],
  ['2026-03-01T02:11:00Z', '12 min ago, 1 min before errors began'],
  ['2026-02-28T02:11:00Z', '12 min ago'],
  [null, '12 min ago']
])('tells a change beside errors that began at %s', (beganAt, when) => {
  expect(driftSentences({ drifted: ['ConfigMap sessions-config'], guards: guard(changed) }, beganAt, nowMs)).toEqual([
    `ConfigMap sessions-config was changed by kubectl-edit ${when}; undo does not bring it back.`
  ])
})

it('tells each object that changed, and nothing that merely could not be read', () => {
  const text = `${changed}; Secret key is gone: the revision's pods may not start; Cannot tell whether Secret b changed since the revision last served`
  const plan = { drifted: ['ConfigMap sessions-config', 'Secret key'], guards: guard(text) }
  expect(driftSentences(plan, null, nowMs)[1]).toBe("Secret key is gone: the revision's pods may not start.")
  expect(driftSentences(plan, null, nowMs)).toHaveLength(2)
  expect(driftSentences({ drifted: [], guards: guard(text) }, null, nowMs)).toEqual([])
  expect(driftSentences({ drifted: ['ConfigMap a'], guards: [] }, null, nowMs)).toEqual([
    'ConfigMap a has changed; undo does not bring it back.'
  ])
})

it('leaves a sentence without a time as it is', () =>
  expect(inWords('nothing changed', null, nowMs)).toBe('nothing changed'))
