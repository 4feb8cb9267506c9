import { expect, it } from 'vitest'
import { createFeedReplica } from './feed-replica.ts'
import type { FeedMessage } from './feeds.ts'
import { mostOutputLines, outputWith, type OutputLine, type PodOutputView } from './pod-output.ts'
import { recordWith, type CommandView, type RecordView } from './record.ts'

const line = (seq: number, result = 'sent'): CommandView => ({
  seq,
  at: '',
  label: 'executed',
  command: `kubectl ${seq}`,
  status: null,
  durationMs: null,
  outcome: null,
  result
})
const entry = (seq: number) => ({ seq, at: '', kind: 'note', text: `note ${seq}` })
const record: RecordView = {
  health: { state: 'healthy', path: '/journal' },
  commands: [line(2), line(5), line(9)],
  timeline: [entry(3)]
}
const whole = (revision: number): FeedMessage => ({ feed: 'record', revision, value: record })
const came = (revision: number, ...commands: readonly CommandView[]): FeedMessage => ({
  feed: 'record',
  revision,
  change: { commands, timeline: [] }
})

it('puts new lines below, and an outcome into its line, also one that came with the same change', () => {
  const next = recordWith(record, [
    { commands: [line(11), line(5, 'succeeded')], timeline: [] },
    { commands: [line(2, 'failed'), line(11, 'conflict'), line(12)], timeline: [entry(10)] }
  ])
  expect(next.commands.map(({ seq, result }) => `${seq} ${result}`)).toEqual([
    '2 failed',
    '5 succeeded',
    '9 sent',
    '11 conflict',
    '12 sent'
  ])
  expect(next.timeline.map(({ seq }) => seq)).toEqual([3, 10])
  expect(record.commands.map(({ result }) => result)).toEqual(['sent', 'sent', 'sent'])
})

it('leaves the parts that nothing came to as they are, for whoever shows them', () => {
  const next = recordWith(record, [{ commands: [], timeline: [entry(10)] }])
  expect(next.commands).toBe(record.commands)
  expect(next.health).toBe(record.health)
  const unhealthy = { state: 'unhealthy', path: '/journal', reason: 'full', remedy: '' } as const
  expect(recordWith(record, [{ health: unhealthy, commands: [], timeline: [] }])).toEqual({
    ...record,
    health: unhealthy
  })
})

it('holds what was told, and tells it whole to the next one', () => {
  const replica = createFeedReplica()
  expect(replica.snapshot('record')).toBeUndefined()
  replica.take(came(1, line(1)))
  expect(replica.value('record')).toBeUndefined()
  replica.take(whole(4))
  replica.take(came(5, line(11)))
  replica.take(came(6, line(12)))
  expect(replica.snapshot('record')).toMatchObject({ feed: 'record', revision: 6 })
  expect(replica.value('record')?.commands.map(({ seq }) => seq)).toEqual([2, 5, 9, 11, 12])
  expect(replica.value('record')).toBe(replica.value('record'))
  replica.take(came(7, line(13)))
  replica.take(whole(8))
  expect(replica.value('record')).toBe(record)
})

const written = (source: string, second: number): OutputLine => ({
  source,
  at: `2026-03-01T02:03:${String(second).padStart(2, '0')}Z`,
  level: '',
  text: `${source} ${second}`
})
const output: PodOutputView = {
  ref: { namespace: 'shop', name: 'cart' },
  readAt: null,
  following: false,
  sources: [],
  podsLeftOut: 0,
  lines: [written('a', 1), written('a', 5)],
  events: [],
  eventsFailure: null,
  eventsLeftOut: null,
  eventsCommand: '',
  kept: null
}

it('puts lines that came between those of before by their time, and lets the oldest go', () => {
  const next = outputWith(output, [{ lines: [written('b', 3)] }, { following: true, lines: [written('b', 9)] }])
  expect(next.lines.map(({ text }) => text)).toEqual(['a 1', 'b 3', 'a 5', 'b 9'])
  expect(next.following).toBe(true)
  const many = Array.from({ length: mostOutputLines }, () => written('c', 30))
  expect(outputWith(output, [{ lines: many }]).lines).toEqual(many)
  expect(outputWith(output, [{ readAt: 'now' }]).lines).toBe(output.lines)
})

it('holds an output with what came to it, until a whole one takes its place', () => {
  const replica = createFeedReplica()
  replica.take({ feed: 'output', revision: 1, value: null })
  replica.take({ feed: 'output', revision: 2, change: { lines: [written('b', 3)] } })
  expect(replica.value('output')).toBeNull()
  replica.take({ feed: 'output', revision: 3, value: output })
  replica.take({ feed: 'output', revision: 4, change: { lines: [written('b', 3)] } })
  expect(replica.snapshot('output')).toMatchObject({ revision: 4 })
  expect(replica.value('output')?.lines).toHaveLength(3)
  replica.take({ feed: 'output', revision: 5, value: null })
  expect(replica.value('output')).toBeNull()
})
