import { crc32 } from 'node:zlib'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actions } from '../actions/registry.ts'
import { genesisHash, leafHash } from '../journal/frame.ts'
import { makeJournalFolder } from '../journal/testing/journal-folder.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { renderReport } from '../report/index.ts'
import { createRunIndex } from '../run/index.ts'
import { operatorMark, rollbacksAway } from '../standing/journal-evidence.ts'
import { earlierVerdict } from './earlier-verdict.ts'
import { createFeedHub } from './feeds.ts'
import { incidentIn } from './incident.ts'
import { lastIncident } from './incident-records.ts'
import { initialFeeds } from './initial-feeds.ts'
import { recordedLastKnown } from './last-known.ts'
import { plannedIn } from './last-planned.ts'
import { recordedReadings } from './last-readings.ts'
import { createRecordFeed } from './record-feed.ts'
import { recordedIncidents } from './recorded-incidents.ts'

const at = '2026-03-01T02:03:04.005Z'
const ref = { namespace: 'shop', name: 'checkout' }
const environment = {
  id: 'c/east',
  name: 'east',
  kind: 'production',
  connectionId: 'c',
  context: 'east',
  server: 'https://east.example',
  namespace: 'shop',
  insecure: false
}
const step = (id: string, kind: string) => ({ id, kind, title: id, expectedMs: 1 })
const run = { runId: 'r', planId: 'p', identity: 'east', ref }
const failure = { code: 'server', message: 'It broke.', address: {}, retryable: false, causes: ['a', 'b'] }
const inverse = { text: 'Go back', command: 'kubectl', lever: 'l', choice: { revision: 3 } }
const check = { name: 'pods', title: 'Pods', status: 'True', blocks: true, evidence: '3 of 3', observedAt: at }
const debt = { id: 'd', text: 'Resume it', command: 'kubectl', openedAt: at, settledAt: null }
const request = { method: 'PATCH', path: '/apis', query: { dryRun: 'All' }, contentType: 'a/b', body: '{}' }

/** One record of every kind that somebody reads, as Backout writes them. */
const story: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['session.attach', { text: 'Connected', environment, identity: 'east', user: 'mira' }],
  [
    'observe',
    { text: 'Opened', incident: 'c/east shop/checkout', ref, identity: 'east', context: 'east', environment }
  ],
  [
    'verdict',
    {
      text: 'Roll back now.',
      traffic: { requestsPerSecond: 9, errorRatio: 0.2 },
      verdict: {
        level: 'rollBack',
        row: 'x',
        lead: 'Roll back now.',
        rest: 'Errors 20 %.',
        judgedAt: at,
        firstCrossedAt: at,
        judgements: [
          { row: 'x', title: 'x', signal: 'errorRatio', level: 'rollBack', limit: 5, result: 'fires', evidence: 'e' }
        ]
      }
    }
  ],
  [
    'plan',
    {
      text: 'Planned',
      plan: {
        id: 'p',
        words: { title: 'Roll back', doing: 'Rolling back', done: 'Rolled back' },
        choice: { revision: 3 },
        steps: [{ ...step('a', 'do'), command: 'kubectl rollout undo' }],
        changes: [
          { kind: 'value', title: 'Revision', before: '4', after: '3' },
          { kind: 'lines', title: 'Template', lines: [{ kind: 'removed', text: 'image: b' }] },
          {
            kind: 'shares',
            title: 'Traffic',
            before: [{ label: 'a', detail: '1' }],
            after: [{ label: 'b', detail: '2' }]
          }
        ]
      }
    }
  ],
  [
    'confirm',
    {
      ...run,
      text: 'Approved',
      digest: 'd',
      lever: 'l',
      chosen: { revision: 3 },
      words: { title: 'Roll back', doing: 'Rolling back', done: 'Rolled back' },
      environment: 'east',
      armedUntil: at,
      steps: [step('a', 'do'), step('w', 'wait'), step('k', 'keep'), step('proof', 'prove')],
      inverse,
      continues: null
    }
  ],
  ['refused', { text: 'No', command: 'kubectl', planId: 'p' }],
  ['intent', { ...run, stepId: 'a', attemptId: 'a1', intentId: 'i', command: 'kubectl', request, deadlineAt: at }],
  ['attempt', { ...run, stepId: 'a', attemptId: 'a1', text: 'Sent' }],
  ['accepted', { ...run, stepId: 'a', attemptId: 'a1', text: 'Accepted' }],
  [
    'outcome',
    {
      ...run,
      stepId: 'a',
      attemptId: 'a1',
      outcome: 'succeeded',
      status: 200,
      detail: '41 ms',
      command: 'kubectl',
      failure,
      text: 'Done',
      target: { uid: 'u' },
      facts: { fromReplicaSet: 'x', toReplicaSet: 'y' }
    }
  ],
  ['gate', { ...run, stepId: 'w', state: 'asked', text: 'Go on?' }],
  ['keep', { ...run, stepId: 'k', kept: true, text: 'Kept' }],
  ['debt', { ...run, debt }],
  ['check', { ...run, check, text: 'Pods' }],
  ['task', { taskId: 't', state: 'done', text: 'Done: t', check: 'pods', observedAt: at }],
  ['note', { taskId: 't', text: 'a note' }],
  ['note', { ...run, stepId: 'a', outcome: 'failed', failure, text: 'could not' }],
  ['resume', { ...run, phase: 'proof', text: 'Resumed' }],
  ['attest', { ...run, operator: 'mira', note: 'I looked', text: 'Vouched' }],
  ['reconcile', { ...run, attemptId: 'a1', outcome: 'succeeded', text: 'Read' }],
  [
    'settled',
    {
      ...run,
      proved: true,
      outcome: 'succeeded',
      failure,
      watchUntil: at,
      impact: 'i',
      inverse,
      phases: [{ ...step('proof', 'prove'), state: 'done', detail: 'x', startedAt: at, endedAt: at }],
      text: 'Proved'
    }
  ],
  ['mark', { subject: 'u', mark: 'bad', note: 'n', text: 'Marked' }],
  ['report', { field: 'trigger', value: 'a deploy' }],
  [
    'command',
    { label: 'read', command: 'kubectl get', request, status: 200, durationMs: 3, result: '200', detail: 'd' }
  ],
  ['anchor', { text: 'gone', earlier: { jid: 'j', seq: 1, hash: 'h', t: at } }],
  ['clock', { text: 'jumped' }],
  ['export', { text: 'Report saved', path: '/r.md', sha256: 'x' }],
  ['recovered', { text: 'torn', tears: [{ segment: 1, start: 0, end: 5, sha256: 'x' }] }]
]

/** A segment that any program can write: every checksum and every link is right. */
function segmentOf(records: readonly (readonly [string, unknown])[]): Buffer {
  const jid = 'made-by-hand'
  let prev = genesisHash(jid)
  return Buffer.concat(
    records.map(([kind, body], seq) => {
      const text = canonicalJson({
        v: 1,
        jid,
        seg: 1,
        seq,
        prev,
        t: at,
        mono: seq,
        boot: 'b',
        app: 'x',
        actor: 'y',
        kind,
        body
      })
      prev = leafHash(text)
      const bytes = Buffer.from(text)
      const header = `${String(bytes.length).padStart(8, '0')} ${crc32(bytes).toString(16).padStart(8, '0')} `
      return Buffer.concat([Buffer.from(header), bytes, Buffer.from('\n')])
    })
  )
}

/** Everything that is made of records when a journal is opened, an incident is entered and a report is written. */
async function readAll(dir: string): Promise<readonly JournalRecord[]> {
  const folder = await makeJournalFolder()
  const journal = await folder.open({ dir })
  try {
    const records = journal.records()
    const index = createRunIndex(journal, actions)
    for (const identity of ['east', '']) {
      index.unsettled(identity)
      index.openDebts(identity)
      index.openIntents(identity)
    }
    index.allUnsettled()
    recordedIncidents(records, (id) => index.run(id))
    lastIncident(records)
    for (const record of records) {
      plannedIn(record)
      const incident = incidentIn(record)
      if (incident) earlierVerdict(records, incident, Date.parse(at))
    }
    recordedReadings(records)
    recordedLastKnown(records)
    rollbacksAway(records, 'u', 'x')
    operatorMark(records, 'u')
    const shell = { environment: null, links: [], record: null } as unknown as Parameters<typeof initialFeeds>[0]
    const feed = createRecordFeed(createFeedHub(initialFeeds(shell, dir)))
    feed.begin(records, () => true)
    feed.publish({ state: 'healthy', path: dir })
    feed.find('kubectl')
    for (const { seq } of records) feed.body(seq)
    renderReport({
      records,
      environment: null,
      service: ref,
      operator: 'x',
      now: new Date(at),
      offsetMinutes: 0,
      notices: []
    })
    index.close()
    return records
  } finally {
    await journal.close()
    await folder.remove()
  }
}

async function readWritten(records: readonly (readonly [string, unknown])[]): Promise<readonly JournalRecord[]> {
  const folder = await makeJournalFolder()
  await writeFile(join(folder.dir, '000001.journal'), segmentOf(records))
  try {
    return await readAll(folder.dir)
  } finally {
    await folder.remove()
  }
}

/** Paths of every value in a body, its own included. */
function pathsIn(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...path, key]))]
}

function put(value: unknown, [key, ...rest]: readonly (string | number)[], next: unknown): unknown {
  if (key === undefined) return next
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as unknown as Record<string | number, unknown>)
    : { ...(value as object) }
  copy[key] = put(copy[key], rest, next)
  return copy
}

const wrong: readonly unknown[] = [null, 0, -1, 1e308, true, '', 'not a time', [], [null], [[]], {}, { name: null }]

describe('a journal whose records are not what Backout writes', () => {
  it('is read whole as it is written', async () => {
    const records = await readWritten(story)
    expect(records.slice(0, story.length).map(({ kind, body }) => [kind, body])).toEqual(story)
  })

  it('is read without an exception, whatever one member is', async () => {
    const places = story.flatMap(([, body], index) =>
      pathsIn(body)
        .filter((path) => path.length > 0)
        .map((path) => ({ index, path }))
    )
    const changes = places.flatMap((place) => wrong.map((value) => ({ ...place, value })))
    expect(changes.length).toBeGreaterThan(2_000)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...changes), { minLength: 1, maxLength: 6 }), async (some) => {
        const changed = some.reduce<(readonly [string, unknown])[]>(
          (all, { index, path, value }) =>
            all.map(([kind, body], at) => (at === index ? ([kind, put(body, path, value)] as const) : [kind, body])),
          // Twice: what the first leaves behind, the second meets.
          [...story, ...story]
        )
        await readWritten(changed)
      }),
      { numRuns: 200 }
    )
  }, 240_000)

  it.each(['check', 'debt', 'settled', 'outcome', 'observe', 'confirm', 'plan', 'verdict'])(
    'is read without an exception when all of a %s is missing',
    async (kind) => {
      const bare = [...story, ...story].map(([each, body]) => [each, each === kind ? { runId: 'r' } : body] as const)
      await readWritten(bare)
    }
  )
})

it('a record of no time, or that is a list, stops the journal with a reason', async () => {
  const folder = await makeJournalFolder()
  const path = join(folder.dir, '000001.journal')
  for (const spoil of [
    (text: string) => text.replace(at, 'yesterday'),
    (text: string) => text.replace('"body":{}', '"body":[]')
  ]) {
    await writeFile(path, segmentOf([['note', {}]]))
    const text = (await readFile(path, 'utf8')).slice(18, -1)
    const bytes = Buffer.from(spoil(text))
    const header = `${String(bytes.length).padStart(8, '0')} ${crc32(bytes).toString(16).padStart(8, '0')} `
    await writeFile(path, Buffer.concat([Buffer.from(header), bytes, Buffer.from('\n')]))
    const journal = await folder.open()
    expect(journal.health()).toMatchObject({
      state: 'unhealthy',
      reason: expect.stringContaining('not what this journal')
    })
    await journal.close()
    await rm(path, { force: true })
  }
  await folder.remove()
})
