import { expect, it } from 'vitest'
import type { ObservedRegion } from '../ports/azure.ts'
import type { Journal } from '../ports/journal.ts'
import { renderReport } from '../report/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { endpointEntries } from './endpoint-entries.ts'
import { createEndpointStates } from './endpoint-states.ts'
import { incidentBody, type Incident } from './incident.ts'

const ref = { namespace: 'shop', name: 'checkout' }

function region(second: number, endpoint: object, isWell: boolean | null): ObservedRegion {
  const of = {
    id: 'e1',
    name: 'primary',
    location: 'East US 2',
    status: 'Enabled',
    monitorStatus: 'Degraded',
    ...endpoint
  }
  const probes = isWell === null ? [] : [['e1', { isWell, text: isWell ? 'answers 200' : 'no answer within 5 s' }]]
  const value = { profile: { endpoints: [of] }, probes: new Map(probes as []) }
  const observedAt = `2026-03-01T02:00:0${second}.000Z`
  return { state: 'value', value, observedAt } as unknown as ObservedRegion
}

const incident = { key: 'env shop/checkout', ref, identity: 'uid' }

function recorder(records: JournalRecord[] = [], states = createEndpointStates()) {
  const journal = {
    append: async (kind: string, body: Record<string, unknown>) => {
      records.push({ seq: records.length, t: '2026-03-01T03:00:00.000Z', kind, body })
    },
    records: () => records
  } as unknown as Journal
  const now = Date.parse('2026-03-01T03:00:10.000Z')
  const entries = endpointEntries(journal, incident, now, states)
  const see = (reading: ObservedRegion) => {
    states.see(reading)
    entries(reading)
  }
  return { records, see }
}

it('writes down once that an endpoint does not answer, and when users are led away from it', () => {
  const { records, see } = recorder()
  see(region(1, {}, null))
  expect(records, 'our own probe has not been heard of').toEqual([])
  see(region(2, {}, false))
  see(region(3, {}, false))
  see(region(4, { status: 'Disabled', monitorStatus: 'Disabled' }, false))
  expect(records.map(({ body }) => body['text'])).toEqual([
    'primary, East US 2, does not answer: Degraded by Traffic Manager, own probe: no answer within 5 s',
    'primary, East US 2, is disabled: users are led to it no more'
  ])
})

it('writes nothing of one that our own probe finds well, or that nobody is led to', () => {
  const { records, see } = recorder()
  see(region(1, {}, true))
  see(region(2, { status: 'Disabled', monitorStatus: 'Disabled' }, false))
  expect(records).toEqual([])
})

it('is what the report has as trigger, start and impact, where no limit was past', () => {
  const { records, see } = recorder()
  see(region(2, {}, false))
  see(region(4, { status: 'Disabled', monitorStatus: 'Disabled' }, false))
  const { fields } = renderReport({
    records,
    environment: null,
    service: ref,
    operator: 'mira',
    now: new Date(),
    offsetMinutes: 0,
    notices: []
  })
  expect(fields).toMatchObject({
    trigger: { value: expect.stringMatching(/^primary, East US 2, does not answer/) as string },
    startedAt: { value: '2026-03-01T02:00:02.000Z', isEarlier: true },
    detectedAt: { value: '2026-03-01T02:00:02.000Z' },
    impact: { value: expect.stringMatching(/did not answer.*led away from it at .*not measured\.$/) as string }
  })
})

/** Opens the service, and has the environment read on. */
function opened(records: JournalRecord[], states = createEndpointStates()) {
  const body = incidentBody({ ...incident, context: 'west', environment: { id: 'env' } } as Incident)
  records.push({ seq: records.length, t: '2026-03-01T03:00:00.000Z', kind: 'observe', body: { ...body } })
  return recorder(records, states)
}

const endpoints = (records: readonly JournalRecord[]) =>
  records.flatMap(({ body }) => (body['what'] === 'endpoint' ? [[body['is'], body['happenedAt']]] : []))

it('neither forgets nor moves what was seen before the service was opened again', () => {
  const records: JournalRecord[] = []
  const states = createEndpointStates()
  opened(records, states).see(region(2, {}, false))
  // Left and opened again, and then again by another start of Backout.
  opened(records, states).see(region(5, {}, false))
  opened(records).see(region(6, {}, false))
  expect(endpoints(records)).toEqual([['silent', '2026-03-01T02:00:02.000Z']])
})

it('dates what came while no service was open by when it was seen then', () => {
  const records: JournalRecord[] = []
  const states = createEndpointStates()
  states.see(region(3, {}, false))
  opened(records, states).see(region(5, {}, false))
  states.see(region(6, {}, true))
  opened(records, states).see(region(8, {}, true))
  expect(endpoints(records)).toEqual([
    ['silent', '2026-03-01T02:00:03.000Z'],
    ['answers', '2026-03-01T02:00:06.000Z']
  ])
})
