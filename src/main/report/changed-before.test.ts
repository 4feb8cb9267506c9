import { expect, it } from 'vitest'
import { changedBefore } from './changed-before.ts'

const entry = {
  at: '2026-03-14T02:05:00Z',
  object: 'ConfigMap a|b',
  by: 'ann',
  git: '',
  what: 'data.<b>',
  isOurs: false,
  beforeMs: 91_000
}

function record(seq: number, more: object) {
  const body = {
    what: 'changes',
    aroundAt: '2026-03-14T02:06:31Z',
    why: 'It came 1 min 31 s before.',
    unread: [],
    ...more
  }
  return { seq, t: '2026-03-14T02:10:00Z', kind: 'note', body }
}

it('has what was seen last, with nothing of it taken for markup', () => {
  const [section = ''] = changedBefore([
    record(1, { changes: [], cause: null }),
    record(2, { changes: [entry], cause: entry, unread: ['Secrets'] })
  ])
  expect(section).toContain('## What changed before')
  expect(section).toContain('Likeliest: **ConfigMap a\\|b**. It came 1 min 31 s before.')
  expect(section).toContain('| 2026-03-14 02:05:00Z | ConfigMap a\\|b | data.\\<b\\> | ann | 1 min 31 s before |')
  expect(section).toContain('Not read: Secrets.')
})

it('tells apart what came after it began, and what Backout did', () => {
  const fix = { ...entry, object: 'ConfigMap fix', by: 'kubectl-backout', isOurs: true, beforeMs: -5_000 }
  const [section = ''] = changedBefore([record(1, { changes: [fix, entry], cause: entry })])
  const [before = '', after = ''] = section.split('After it began, and so no cause of it:')
  expect(before).toContain('ConfigMap a')
  expect(before).not.toContain('ConfigMap fix')
  expect(after).toContain('| kubectl-backout (Backout) | 5 s after |')
})

it('says that nothing explains it, and is left out where nobody looked', () => {
  expect(changedBefore([record(1, { changes: [], cause: null })])[0]).toContain('Nothing that was read explains it.')
  expect(changedBefore([])).toEqual([])
})
