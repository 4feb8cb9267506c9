import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { earlierVerdict } from './earlier-verdict.ts'
import { incidentKey } from './incident.ts'

const ref = { namespace: 'shop', name: 'cart' }
const incident = { key: incidentKey('env', ref), ref, identity: 'cluster' }
const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 2, minutes)).toISOString()
const nowMs = Date.parse(at(30))

type Sketch = readonly [minutes: number, kind: string, body: Readonly<Record<string, unknown>>]

function records(...sketches: readonly Sketch[]): readonly JournalRecord[] {
  return sketches.map(([minutes, kind, body], seq) => ({ seq, t: at(minutes), kind, body }) as JournalRecord)
}

const opened = (minutes: number, key = incident.key): Sketch => [minutes, 'observe', { incident: key }]
const asks = { asked: { level: 'rollBack', at: at(1) }, firstCrossedAt: at(0), judgedAt: at(2) }
const verdict = (minutes: number, body: unknown = asks): Sketch => [minutes, 'verdict', { ref, verdict: body }]

it.each<[string, readonly Sketch[], string | null]>([
  ['the last of the same incident', [opened(0), verdict(2), opened(29)], at(1)],
  ['none before the first', [opened(29)], null],
  ['none of another service', [opened(0, 'env shop/search'), verdict(2), opened(29)], null],
  ['none of an incident that is over', [opened(-300), verdict(-299), opened(29)], null],
  ['of a calm one that nothing is asked', [opened(0), verdict(2), verdict(9, { ...asks, asked: null })], null],
  ['none of a record that another version wrote', [opened(0), verdict(2, { level: 'rollBack' })], null],
  [
    'none of a record that says something else',
    [opened(0), verdict(2, { ...asks, asked: { level: 'x', at: '' } })],
    null
  ]
])('takes %s', (_what, sketches, askedAt) => {
  expect(earlierVerdict(records(...sketches), incident, nowMs)?.asked?.at ?? null).toBe(askedAt)
})

it('keeps a trouble that could not be read last across a restart', () => {
  const lost = { ...asks, firstCrossedAt: null, wasCrossedAt: at(0), wasCrossedEarlier: true, unended: ['errorRatio'] }
  expect(earlierVerdict(records(opened(0), verdict(2, lost)), incident, nowMs)).toMatchObject({
    wasCrossedAt: at(0),
    wasCrossedEarlier: true,
    unended: ['errorRatio']
  })
})
