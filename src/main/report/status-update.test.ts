import { expect, it } from 'vitest'
import type { Run, Verdict } from '../../contract/index.ts'
import { seenNow, type SeenNow } from './seen-now.ts'
import { promisedIn, statusUpdate } from './status-update.ts'

const base = {
  service: { namespace: 'shop', name: 'checkout' },
  startedAt: '2026-03-01T02:05:10Z',
  restoredAt: '',
  run: null,
  seen: 'errors' as const,
  now: new Date('2026-03-01T02:20:00Z')
}
const words = { title: 'Undo', doing: 'Undoing', done: 'Undone' }
const run = (outcome: Run['outcome']) => ({ outcome, words }) as Run

it.each([
  ['before anything was done', {}, /^Investigating: some requests to \[checkout\] fail since 02:05 UTC\./],
  ['while it is done', { run: run(null) }, /^Identified/],
  ['after it was done without a proof', { run: run('succeeded') }, /^Identified/],
  ['after it was cancelled', { run: run('cancelled') }, /^Investigating/],
  ['once it is proved', { restoredAt: '2026-03-01T02:12:59Z' }, /^Resolved: .*\n.*from 02:05 to 02:12 UTC\. /],
  [
    'once it is proved, after a time without readings',
    { restoredAt: '2026-03-01T02:12:59Z', isLatest: true },
    /to 02:12 UTC at the latest\. /
  ]
])('says where it stands %s', (_when, change, expected) => {
  expect(statusUpdate({ ...base, ...change })).toMatch(expected)
})

const past = { startedAt: '2026-03-01T02:05:10Z' }
const watch = { end: null, seenAt: '2026-03-01T02:14:00Z', forMs: 30 * 60_000, watchedMs: 60_000 }
const held = { ...watch, end: { at: '2026-03-01T02:43:00Z', how: 'held', text: '' } } as const
const proved = { restoredAt: '2026-03-01T02:12:59Z', run: { outcome: 'succeeded', proved: true, words } as Run }

it.each([
  [
    'nothing of a failure where none was ever seen',
    { startedAt: '', seen: 'calm' },
    /^We see no problem with \[checkout\] now: errors are at their usual level, measured at 02:20 UTC\.$/
  ],
  [
    'that it recovered by what others did, and of no watch',
    { ...past, seen: 'calm', restoredAt: '2026-03-01T02:12:59Z', isByOthers: true },
    /^Recovered: \[checkout\] works again\.\nRequests failed from 02:05 to 02:12 UTC\..*\nNext/
  ],
  [
    'that what others did is watched, where it is',
    { ...past, seen: 'calm', restoredAt: '2026-03-01T02:12:59Z', isByOthers: true, watch },
    /^Recovered: .*\n.*\nIt is being watched\.\nNext/
  ],
  [
    'of no watch that has ended',
    { ...past, seen: 'calm', restoredAt: '2026-03-01T02:12:59Z', isByOthers: true, watch: held },
    /^Recovered: .*\n.*\nNext/
  ],
  [
    'that it cannot be told',
    { startedAt: '', seen: 'unknown' },
    /^Investigating: whether requests to \[checkout\] fail is not/
  ],
  [
    'what was measured last',
    { seen: 'unknown' },
    /^Investigating: some requests .* failed when it was measured last, since 02:05/
  ],
  ['that it is slow', { seen: 'slow' }, /^Investigating: requests to \[checkout\] are slow since 02:05 UTC\./],
  ['that it began then or earlier', { isStartEarlier: true }, /fail since 02:05 UTC or earlier\./],
  ['that a colleague took it back', { isTakenBack: true }, /^Identified: .*\nA recent change was taken back\./],
  ['that it is watched', { ...proved, seen: 'calm', watch }, /^Recovered: [^]*watched until 02:43 UTC/],
  ['that it is resolved after the watch', { ...proved, seen: 'calm', watch: held }, /^Resolved: /],
  ['nothing of the cure of an earlier trouble', { run: proved.run }, /^Investigating: some requests/]
] as const)('says %s', (_what, change, expected) => {
  expect(statusUpdate({ ...base, ...change })).toMatch(expected)
})

it.each<[SeenNow, Parameters<typeof seenNow>[0]]>([
  ['unknown', null],
  ['errors', judged(['availability', 'fires'], ['errorRatio', 'unknown'])],
  ['slow', judged(['p95', 'waits'], ['errorRatio', 'quiet'])],
  ['other', judged(['newPodsUnavailable', 'fires'], ['errorRatio', 'quiet'])],
  ['unknown', judged(['newPodsUnavailable', 'fires'], ['errorRatio', 'unknown'])],
  ['calm', judged(['errorRatio', 'quiet'], ['p95', 'unknown'])]
])('takes for %s what is measured', (seen, verdict) => {
  expect(seenNow(verdict)).toBe(seen)
})

function judged(...rows: readonly (readonly [string, string])[]) {
  return { judgements: rows.map(([signal, result]) => ({ signal, result, level: 'rollBack' })) } as unknown as Verdict
}

it('says what somebody wrote as it was written, where it names no moment', () => {
  const written = { startedAt: '2026-03-01T02:05:00', restoredAt: 'about 02:30' }
  expect(statusUpdate({ ...base, ...written })).toContain('from 2026-03-01T02:05:00 to about 02:30 UTC')
})

it.each([
  [['cart', 'tax'], '[cart] and [tax]'],
  [['cart', 'tax', 'stock'], '[cart], [tax] and [stock]'],
  [['cart', 'tax', 'stock', 'search'], '[4 services]']
])('names all that are taken back together, from four on their number: %j', (names, said) => {
  const besides = names.map((name) => ({ ref: { namespace: 'shop', name }, symptom: '' }))
  const several = { run: { ...run(null), besides } }
  expect(statusUpdate({ ...base, ...several })).toContain(`some requests to ${said} fail`)
  const restored = { restoredAt: '2026-03-01T02:12:59Z' }
  expect(statusUpdate({ ...base, ...several, ...restored })).toContain(`Resolved: ${said} work again.`)
  expect(statusUpdate({ ...base, ...restored })).toContain('[checkout] works again.')
})

it('leaves the time out in which users were well between two outages', () => {
  const before = [{ from: '2026-03-01T02:05:10Z', to: '2026-03-01T02:09:00Z' }]
  const startedAt = '2026-03-01T02:15:00Z'
  expect(statusUpdate({ ...base, startedAt, before })).toContain(
    'fail since 02:15 UTC, as they did from 02:05 to 02:09 UTC.'
  )
  expect(statusUpdate({ ...base, startedAt, before, restoredAt: '2026-03-01T02:18:00Z' })).toContain(
    'Requests failed from 02:05 to 02:09 and from 02:15 to 02:18 UTC.'
  )
  const many = ['02:05', '02:07', '02:09', '02:11'].map((at) => ({
    from: `2026-03-01T${at}:00Z`,
    to: `2026-03-01T${at}:40Z`
  }))
  expect(statusUpdate({ ...base, startedAt, before: many })).toContain(
    'as they did 4 times between 02:05 and 02:11 UTC'
  )
})

const outside = { doing: 'Users are being sent to another region.', done: 'Users are sent to another region.' }
const moved = { outcome: 'succeeded', proved: true, words: { ...words, outside } } as Run

it('says what was done in the words of what did it, and claims no failure that was not measured', () => {
  const planned = { ...base, startedAt: '', seen: 'calm', run: moved, restoredAt: '2026-03-01T02:12:59Z' } as const
  expect(statusUpdate(planned)).toBe(
    [
      'Completed: Users are sent to another region.',
      'No failure of requests to [checkout] was measured; errors are at their usual level.',
      'We will publish what happened.'
    ].join('\n')
  )
  expect(statusUpdate({ ...planned, seen: 'unknown' })).not.toContain('usual level')
  const failed = statusUpdate({ ...planned, startedAt: base.startedAt })
  expect(failed).toContain('Requests failed from 02:05 to 02:12 UTC. Users are sent to another region. Errors are at')
  expect(statusUpdate({ ...base, run: { ...moved, proved: false } })).toContain(
    'Users are being sent to another region.'
  )
  for (const said of [statusUpdate(planned), failed]) expect(said).not.toMatch(/taken back|\[time\]/)
})

it('does not call a service recovered whose data was left where nothing can be written', () => {
  const checks = [{ name: 'data-left', status: 'False' }] as unknown as Run['checks']
  const text = statusUpdate({ ...base, seen: 'calm', isOfRegion: true, ...proved, run: { ...moved, checks } })
  expect(text).toMatch(/^Partly recovered: \[checkout\] answers again; changes may not be possible yet\./)
  expect(text).not.toContain('works again')
})

it('tells a region that does not answer, without a claim that requests failed', () => {
  const silent = { ...base, seen: 'calm', isOfRegion: true, isStartEarlier: true } as const
  expect(statusUpdate(silent)).toMatch(
    /^Investigating: users of \[checkout\] in one region may get no answer since 02:05 UTC or earlier\./
  )
  expect(statusUpdate({ ...silent, run: { ...moved, proved: false } })).toMatch(
    /^Identified: users of .*\nUsers are being sent to another region\./
  )
  expect(statusUpdate({ ...silent, run: moved, restoredAt: '2026-03-01T02:12:59Z' })).toContain(
    'Users in one region may have got no answer from 02:05 or earlier to 02:12 UTC. Users are sent to another region.'
  )
})

it.each([
  [
    'a public failure where only memory was past its limit',
    { felt: 'other', seen: 'calm', ...proved },
    /^Resolved: Undone|^Completed: A recent change was taken back\.\nNo failure of requests to \[checkout\] was measured/
  ],
  [
    'a failure that nobody could measure, or an undo that goes on once somebody vouches for it',
    { felt: 'other', seen: 'unknown', run: { ...run('succeeded'), attested: { by: 'a', note: '', at: '' } } as Run },
    /^Identified: there may be a problem with \[checkout\] since 02:05 UTC; whether requests fail is not measured\.\nA recent change was taken back\. It was found/
  ],
  [
    'an end of what people report and nobody has taken back',
    { ...proved, felt: 'said', seen: 'other', isStillReported: true, startedAt: '2026-03-01T02:05:10Z' },
    /^Identified: users of \[checkout\] report problems since 02:05 UTC or earlier\.\nA recent change was taken back\. We confirm as soon as users say/
  ],
  [
    'that anything is over of which nothing can be told yet',
    { ...proved, restoredAt: '', felt: 'other', seen: 'calm', isOpen: true, watch },
    /^Done: A recent change was taken back\.\nNo failure of requests to \[checkout\] was measured; errors are at their usual level\. Whether it helped is not known yet\.\nNext update by/
  ],
  [
    'that requests failed where they were slow',
    { ...proved, felt: 'slow', seen: 'calm' },
    /Requests were slow from 02:05 to 02:12 UTC/
  ]
] as const)('does not say %s', (_what, change, expected) => {
  const text = statusUpdate({ ...base, ...change })
  expect(text).toMatch(expected)
  expect(text).not.toContain('Requests failed')
})

it('promises the next word, until it is over', () => {
  expect(statusUpdate(base)).toContain('Next update by 02:50 UTC.')
  expect(statusUpdate({ ...base, restoredAt: '2026-03-01T02:12:00Z' })).not.toContain('Next update')
})

it('promises the next word by a time that can be read back, and none once it is over', () => {
  const promised = (change: object, now = base.now) => promisedIn(statusUpdate({ ...base, ...change, now }), now)
  expect(promised({})).toBe('2026-03-01T02:50:00.000Z')
  expect(promised({ ...past, ...proved, watch })).toBe('2026-03-01T02:43:00.000Z')
  expect(promised({ ...past, ...proved, watch: held })).toBeNull()
  expect(promised({ startedAt: '', seen: 'calm' })).toBeNull()
  expect(promised({}, new Date('2026-03-01T23:45:30Z'))).toBe('2026-03-02T00:15:00.000Z')
})

const refuted = [{ name: 'errorRatio', status: 'False', blocks: true }] as unknown as Run['checks']
const unsure = [{ name: 'errorRatio', status: 'Unknown', blocks: true }] as unknown as Run['checks']
const some = [...refuted, { name: 'proof tax', status: 'True', blocks: false }] as unknown as Run['checks']
const two = { besides: ['cart', 'tax'].map((name) => ({ ref: { namespace: 'shop', name }, symptom: '' })) }
const noHelp = 'What was done has not helped so far, and we go on working on it.'
const replacing = [{ name: 'rollout', status: 'Unknown', blocks: true }] as unknown as Run['checks']
const replacingStep = { id: 'rollout', kind: 'prove', state: 'now' }
const half = {
  steps: [
    { id: 'one', kind: 'do', state: 'done' },
    { id: 'two', kind: 'do', state: 'todo' }
  ],
  attempts: [{ stepId: 'one', outcome: 'succeeded' }]
}
const wayBack = { runId: 'r', how: 'takeBack' }
const unknown = 'Whether it helped is not known yet.'
const begun = 'A recent change is being taken back.'
const back = 'A recent change was taken back.'
const notKnown = `${back} ${unknown}`
const first = 'What was done first has not helped. '

it.each<[string, object, boolean, string]>([
  ['is sent', { state: 'sending', outcome: null }, false, begun],
  ['is sent after one that did not help', { state: 'sending', outcome: null }, true, first + begun],
  ['is being proved', { state: 'verifying', outcome: 'succeeded', checks: unsure }, false, back],
  ['is being proved, the second', { state: 'verifying', outcome: 'succeeded', checks: unsure }, true, first + back],
  ['is seen not to help', { state: 'verifying', outcome: 'succeeded', checks: refuted }, false, noHelp],
  ['is seen not to help, the second', { state: 'verifying', outcome: 'succeeded', checks: refuted }, true, noHelp],
  ['has ended without help', { state: 'settled', outcome: 'succeeded', checks: refuted }, true, noHelp],
  ['was not waited for, while errors go on', { state: 'settled', outcome: 'succeeded', checks: unsure }, true, noHelp],
  ['was not waited for', { state: 'settled', outcome: 'succeeded', checks: unsure, isOfBefore: true }, false, notKnown],
  ['has pods to replace', { state: 'verifying', outcome: 'succeeded', checks: replacing }, false, begun],
  [
    'has pods to replace, unwatched',
    { state: 'settled', outcome: 'succeeded', checks: replacing, isOfBefore: true },
    false,
    `${begun} ${unknown}`
  ],
  ['has its first pods to replace', { state: 'verifying', outcome: 'succeeded', steps: [replacingStep] }, false, begun],
  [
    'was stopped half-way',
    { state: 'settled', outcome: 'succeeded', ...half },
    false,
    `${begun} That is not complete.`
  ],
  [
    'was stopped half-way by a refusal',
    { state: 'settled', outcome: 'conflict', ...half },
    true,
    `${first}${begun} That is not complete.`
  ],
  [
    'is a way back',
    { state: 'sending', outcome: null, continues: wayBack },
    false,
    'What we had changed is being put back as it was before.'
  ],
  [
    'is a way back that is done',
    { state: 'verifying', outcome: 'succeeded', continues: wayBack },
    false,
    'What we had changed was put back as it was before.'
  ],
  [
    'was left without an answer',
    { state: 'settled', outcome: 'unknown' },
    false,
    'Whether what we did was taken is being checked.'
  ],
  [
    'helps one of two',
    { state: 'verifying', outcome: 'succeeded', checks: some, ...two },
    false,
    noHelp.replace('helped', 'helped everywhere')
  ],
  ['helps none of two', { state: 'verifying', outcome: 'succeeded', checks: refuted, ...two }, false, noHelp]
])('says of an undo what is so while it %s', (_when, change, hasFailedBefore, said) => {
  const { isOfBefore = false, ...told } = change as { isOfBefore?: boolean }
  const undo = { words, proved: false, ...told } as Run
  const [, line = ''] = statusUpdate({ ...base, run: undo, hasFailedBefore, isOfBefore }).split('\n')
  expect(line.startsWith(`${said} `)).toBe(true)
})

it.each([
  ['waits for its cancel window', { state: 'arming', outcome: null }],
  ['was cancelled', { state: 'settled', outcome: 'cancelled' }],
  ['was refused', { state: 'settled', outcome: 'failed' }],
  ['waits to be taken back', { state: 'arming', outcome: null, continues: wayBack }]
])('says nothing of an undo that %s', (_when, change) => {
  const text = statusUpdate({ ...base, run: { words, proved: false, ...change } as Run })
  expect(text).toMatch(/^Investigating: .*\nWe are looking into the cause\.\n/)
})

it('says of what fails after a proof that it fails again, since when, and that what was done was undone', () => {
  const before = [{ from: '2026-03-01T02:05:10Z', to: '2026-03-01T02:12:00Z' }]
  const again = { ...base, startedAt: '2026-03-01T02:13:00Z', before, run: proved.run }
  const since = 'fail again since 02:13 UTC, as they did from 02:05 to 02:12 UTC.'
  expect(statusUpdate(again)).toContain(`Failing again: some requests to [checkout] ${since}\nWe are looking into`)
  expect(statusUpdate({ ...again, isUndone: true })).toContain(
    '\nWhat had been done about it was changed again [by whom];'
  )
})

it('names the host that users ask for, not what was drained behind it', () => {
  const drained = { ...moved, words: { ...words, outside: { ...outside, of: 'shop' } } }
  expect(statusUpdate({ ...base, ...proved, run: drained })).toMatch(/^Resolved: \[shop\] works again\./)
  expect(statusUpdate({ ...base, run: { ...drained, proved: false } })).toContain('some requests to [shop] fail')
})

it('calls no way back that is proved a change that was taken back', () => {
  const run = { ...proved.run, continues: wayBack } as Run
  expect(statusUpdate({ ...base, ...proved, seen: 'calm', run })).toContain(
    'What we had changed was put back as it was'
  )
})

it('tells of every service that is about to be taken back together, in one text', () => {
  const planned = ['checkout', 'basket'].map((name) => ({ ref: { namespace: 'shop', name }, symptom: '' }))
  expect(statusUpdate({ ...base, planned })).toMatch(
    /^Investigating: some requests to \[checkout\] and \[basket\] fail/
  )
  const four = [...planned, ...planned]
  expect(statusUpdate({ ...base, planned: four })).toMatch(/^Investigating: some requests to \[4 services\] fail/)
  // What was done says itself whom it was about.
  expect(statusUpdate({ ...base, run: run('succeeded'), planned })).toMatch(/some requests to \[checkout\] fail/)
})
