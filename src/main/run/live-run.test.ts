import { describe, expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { runOf } from './fold-run.ts'
import { afterRecord, nothingSeen, seeing, withLive, type LiveEvent } from './live-run.ts'

const at = '2026-03-01T02:00:00.000Z'
const record = (kind: string, body: object): JournalRecord => ({ seq: 1, t: at, kind, body: { runId: 'run', ...body } })
const approval = {
  planId: 'plan',
  digest: '',
  lever: 'toy',
  chosen: null,
  words: { title: '', doing: '', done: '' },
  environment: '',
  ref: null,
  armedUntil: null,
  steps: [
    { id: 'a', kind: 'do', title: '', expectedMs: 1 },
    { id: 'b', kind: 'do', title: '', expectedMs: 1 },
    { id: 'proof', kind: 'prove', title: '', expectedMs: 1 }
  ],
  inverse: null,
  continues: null
}
const begun = runOf([record('confirm', approval)])
if (!begun) throw new Error('no run')
const run: Run = begun
const waits = (id: string): LiveEvent => ({ kind: 'step', id, state: 'unknown', detail: 'waiting' })
const details = (seen: Run) => seen.steps.map(({ detail }) => detail)

describe('what is seen on the way', () => {
  const live = seeing(run, seeing(run, nothingSeen, waits('a'), at), waits('b'), at)

  it('is laid over the run, and leaves it as it is', () => {
    expect(details(withLive(run, live))).toEqual(['waiting', 'waiting', ''])
    expect(details(run)).toEqual(['', '', ''])
  })

  it('gives way to the next record of its step, and of no other', () => {
    const outcome = record('outcome', { stepId: 'a', outcome: 'succeeded', detail: '200', attemptId: '1', command: '' })
    expect(details(withLive(run, afterRecord(live, outcome)))).toEqual(['', 'waiting', ''])
  })

  it('keeps a phase of the proof apart from a step that has its name', () => {
    const twin = { ...run, steps: run.steps.map((step) => ({ ...step, id: step.kind === 'prove' ? 'a' : step.id })) }
    const outcome = record('outcome', { stepId: 'a', outcome: 'succeeded', detail: '200', attemptId: '1', command: '' })
    const sent = runOf([
      record('confirm', {
        ...approval,
        steps: twin.steps.map(({ id, kind }) => ({ id, kind, title: '', expectedMs: 1 }))
      }),
      outcome
    ])
    expect(sent?.steps.map(({ state }) => state)).toEqual(['done', 'todo', 'todo'])
    if (!sent) return
    const stepped = seeing(sent, nothingSeen, { kind: 'step', id: 'a', state: 'now', detail: '1 of 3' }, at)
    const both = seeing(sent, stepped, { kind: 'phase', id: 'a', state: 'now', detail: '3 of 3 ready' }, at)
    expect(details(withLive(sent, both))).toEqual(['1 of 3', '', '3 of 3 ready'])
    expect(details(withLive(sent, afterRecord(both, outcome)))).toEqual(['200', '', '3 of 3 ready'])
  })

  it('is gone when the run is taken up again, and when it has settled', () => {
    for (const kind of ['resume', 'settled']) expect(afterRecord(live, record(kind, {}))).toEqual(nothingSeen)
    expect(withLive({ ...run, state: 'settled' }, live)).toEqual({ ...run, state: 'settled' })
  })

  it('keeps the time at which a step was seen first', () => {
    const later = seeing(
      run,
      live,
      { kind: 'step', id: 'a', state: 'now', detail: '3 of 8' },
      '2026-03-01T02:00:05.000Z'
    )
    expect(withLive(run, later).steps[0]).toMatchObject({ startedAt: at, detail: '3 of 8' })
  })
})
