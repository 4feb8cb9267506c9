import { expect, it } from 'vitest'
import type { Observed, ServiceView, Signal } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { plannedIn } from './last-planned.ts'
import { isWorthRemembering, recordedReadings, withLastReadings } from './last-readings.ts'

const at = '2026-03-01T02:00:00Z'
const failure = failureOf('unreachable', 'refused')
const gone = { state: 'unreachable', failure, sinceAt: at } as const
const waiting = { state: 'loading', awaiting: 'pods', sinceAt: at } as const
const read = <T>(value: T): Observed<T> => ({ state: 'value', value, observedAt: at })

const errors = (measure: Signal['measure']): Signal => ({
  id: 'errorRatio',
  measure,
  unit: 'ratio',
  normal: { state: 'unknown', why: 'loading', detail: '' },
  source: '',
  series: null
})
const unknown = errors({ state: 'unknown', why: 'notAnswering', detail: '' })

function view(observed: Observed<never>, pods: Observed<never>, signals: readonly Signal[]): ServiceView {
  const ref = { namespace: 'shop', name: 'cart' }
  return { ref, deployment: observed, revisions: pods, pods, ownership: pods, signals, prometheus: pods, panels: [] }
}

const before = view(read({ selector: 'app=cart' } as never), read([] as never), [
  errors({ state: 'known', value: 0.08, observedAt: at })
])

it('shows what was read last, with its time, where nothing can be read now', () => {
  const shown = withLastReadings(view(gone, waiting, [unknown]), { view: before, recorded: null })
  expect(shown.deployment).toEqual({ ...gone, last: { value: { selector: 'app=cart' }, observedAt: at } })
  expect(shown.pods).toEqual({ ...gone, last: { value: [], observedAt: at } })
  expect(shown.signals[0]?.measure).toMatchObject({ state: 'unknown', last: { value: 0.08, observedAt: at } })
  expect(isWorthRemembering(shown)).toBe(true)
})

it('shows what comes in as it is, and does not take a first reading for a lost one', () => {
  const fresh = view(read({} as never), waiting, [errors({ state: 'known', value: 0, observedAt: at })])
  expect(withLastReadings(fresh, { view: before, recorded: null })).toEqual(fresh)
})

it('has the error ratio of the journal after a restart', () => {
  const verdict = (t: string, traffic: unknown): JournalRecord => ({ seq: 0, t, kind: 'verdict', body: { traffic } })
  const recorded = recordedReadings([verdict(at, { requestsPerSecond: 90, errorRatio: 0.2 }), verdict('later', null)])
  const shown = withLastReadings(view(gone, waiting, [unknown]), { view: null, recorded })
  expect(shown.signals[0]?.measure).toMatchObject({ last: { value: 0.2, observedAt: at } })
  expect(shown.deployment).toEqual(gone)
  expect(isWorthRemembering(shown)).toBe(false)
  expect(recordedReadings([])).toBeNull()
})

it('finds the revision that was planned', () => {
  const plan = (t: string, choice: unknown): JournalRecord => ({ seq: 0, t, kind: 'plan', body: { plan: { choice } } })
  const found = [plan('a', { revision: 3 }), plan('b', { revision: 4 }), plan('c', {}), plan('d', null)].map(plannedIn)
  expect(found).toMatchObject([{ revision: 3, at: 'a' }, { revision: 4, at: 'b' }, null, null])
})
