import { expect, it } from 'vitest'
import type { Signal, Verdict } from '../../contract/index.ts'
import type { Matrix } from '../decision/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { askedBy, judged, untold } from './asked-for.ts'

const row = (signal: string, level: string, result: string) => ({ signal, level, result, title: `row of ${signal}` })

it('is what asks for a change and no lever measures, each once', () => {
  const judgements = [
    row('errorRatio', 'rollBack', 'fires'),
    row('memoryLeft', 'prepare', 'fires'),
    row('memoryLeft', 'rollBack', 'fires'),
    row('business', 'rollBack', 'quiet'),
    row('customerReports', 'watch', 'fires')
  ]
  expect(askedBy({ judgements } as unknown as Verdict)).toEqual([{ signal: 'memoryLeft', title: 'row of memoryLeft' }])
  expect(askedBy(null)).toEqual([])
})

const matrix = {
  rows: [
    { signal: 'memoryLeft', level: 'prepare', min: null, max: 3600, leave: 4500, relativeToNormal: false },
    { signal: 'business', level: 'rollBack', min: null, max: 1, leave: 1.05, relativeToNormal: false }
  ]
} as unknown as Matrix
const signal = (id: string, value: number | null, said: string) =>
  ({
    id,
    said,
    normal: { state: 'unknown', why: 'noSamples', detail: '' },
    measure: value === null ? { state: 'unknown', detail: 'no data' } : { state: 'known', value, observedAt: '' }
  }) as unknown as Signal

it('is true, false or unknown by the rows that asked', () => {
  const grows = 'of checkout-1 grows by 8.0 MiB a minute, and is at its limit of 256 MiB in 12 min'
  expect(judged(signal('memoryLeft', 720, grows), matrix)).toEqual({ status: 'False', evidence: `Memory ${grows}` })
  const none = 'of no pod grows towards its limit of 256 MiB'
  expect(judged(signal('memoryLeft', 2_592_000, none), matrix)).toEqual({ status: 'True', evidence: `Memory ${none}` })
  expect(judged(signal('business', 0.4, 'Orders 80, floor 200'), matrix).status).toBe('False')
  expect(judged(signal('business', 1.1, 'Orders 220, floor 200'), matrix)).toEqual({
    status: 'True',
    evidence: 'Orders 220, floor 200'
  })
  expect(judged(signal('business', null, ''), matrix)).toEqual({ status: 'Unknown', evidence: 'Not measured: no data' })
})

it('says from when on growth can be told of pods that have just started', () => {
  const pod = (startTime: string) => ({ status: { startTime } }) as unknown as KubeObject
  const now = new Date('2026-03-01T02:03:00Z')
  expect(untold([pod('2026-03-01T02:00:00Z'), pod('2026-03-01T02:01:00Z')], now)).toEqual({
    evidence:
      'Cannot be told yet: the pods run for 3 min, and growth shows after 15 min. From 02:15:00Z on the watch tells',
    tellsAt: '2026-03-01T02:15:00.000Z'
  })
  expect(untold([pod('2026-03-01T01:00:00Z')], now).evidence).toMatch(/^Not measured: /)
  expect(untold([], now)).toEqual({ evidence: 'Cannot be told: there is no pod that runs' })
})
