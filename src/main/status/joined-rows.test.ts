import { expect, it } from 'vitest'
import type { Measure, Observed, ServiceRow, TroubleKind } from '../../contract/index.ts'
import { joinedRows } from './joined-rows.ts'

const observedAt = '2026-03-01T02:00:00.000Z'
const none: Measure = { state: 'unknown', why: 'noTraffic', detail: '' }

function row(namespace: string, name: string, trouble: TroubleKind, rank: number, errorRatio: Measure): ServiceRow {
  const ref = { namespace, name }
  return { ref, uid: name, trouble, rank, errorRatio, changedAt: observedAt } as ServiceRow
}

function order(...parts: readonly (readonly ServiceRow[])[]): readonly string[] {
  const all = joinedRows(parts.map((value): Observed<readonly ServiceRow[]> => ({ state: 'value', value, observedAt })))
  return all?.state === 'value' ? all.value.map(({ ref }) => ref.name) : []
}

it('puts what nobody sends requests to below the services, unless something is wrong with it', () => {
  const known: Measure = { state: 'known', value: 0, observedAt }
  const infrastructure = [
    row('monitoring', 'prometheus', 'changed', 200, none),
    row('monitoring', 'grafana', 'notReady', 500, none),
    row('monitoring', 'alerts', 'unknown', 100, none)
  ]
  const services = [
    row('shop', 'cart', 'calm', 0, known),
    row('shop', 'checkout', 'changed', 200, known),
    // Beside services with requests its silence is a finding.
    row('shop', 'silent', 'unknown', 100, none)
  ]
  expect(order(infrastructure, services)).toEqual(['grafana', 'checkout', 'silent', 'cart', 'prometheus', 'alerts'])
})

it('sinks nothing while Prometheus does not answer', () => {
  const lost: Measure = { state: 'unknown', why: 'notAnswering', detail: '' }
  expect(order([row('shop', 'b', 'unknown', 100, lost)], [row('a', 'a', 'unknown', 100, none)])).toEqual(['b', 'a'])
})
