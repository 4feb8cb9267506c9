import type { Measure, ServiceRow } from '../../../../contract/index.ts'

const observedAt = '2026-11-29T02:10:00.000Z'

export const known = (value: number): Measure => ({ state: 'known', value, observedAt })

/** A row of the list of services that changed lately and is ill; a test says what is otherwise. */
export function serviceRow(name: string, change: Partial<ServiceRow> = {}): ServiceRow {
  return {
    ref: { namespace: 'shop', name },
    uid: `uid-of-${name}`,
    errorRatio: known(0.09),
    errorCrossing: { level: 'rollBack', limit: 0.05 },
    p95: known(180),
    p95Normal: known(175),
    p95Crossing: null,
    desired: 2,
    ready: 2,
    podReason: '',
    changedAt: '2026-11-29T01:52:00Z',
    owners: [],
    canary: null,
    trouble: 'overLimit',
    troubleText: 'errors 9 %, limit 5 %',
    rank: 309,
    ...change
  }
}
