import { describe, expect, it } from 'vitest'
import type { Owner, Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { gitDebts } from './git-debts.ts'

const run = { id: 'r', ref: { namespace: 'shop', name: 'checkout' }, checks: [] } as unknown as Run
const owner = (role: Owner['role']): Owner => ({
  system: 'Argo CD',
  name: 'Application shop',
  effect: '',
  role,
  evidence: '',
  source: ''
})
const outcome = (resource: string, result = 'succeeded'): JournalRecord => ({
  seq: 1,
  t: '2026-03-01T02:00:00.000Z',
  kind: 'outcome',
  body: { runId: 'r', outcome: result, target: { api: 'kubernetes', resource } }
})
const now = '2026-03-01T02:10:00.000Z'
const owed = (records: readonly JournalRecord[], role: Owner['role'] = 'gitops') =>
  gitDebts(run, { owners: [owner(role)] }, records, 'cluster', now)

it('what was changed by hand is to be reverted in Git, once', () => {
  const [debt, ...others] = owed([outcome('deployments')])
  expect(others).toEqual([])
  expect(debt).toMatchObject({
    runId: 'r',
    ref: { name: 'checkout' },
    identity: 'cluster',
    text: 'Revert checkout in Git: Argo CD Application shop has the bad release still',
    debt: { openedAt: now, settledAt: null }
  })
  const written: JournalRecord = { seq: 2, t: now, kind: 'debt', body: { ...debt } }
  expect(owed([outcome('deployments'), written])).toEqual([])
})

it('nothing is owed to Git where nothing of it was changed, or nobody keeps it', () => {
  expect(owed([])).toEqual([])
  expect(owed([outcome('deployments', 'failed')])).toEqual([])
  expect(owed([outcome('applications')])).toEqual([])
  expect(owed([outcome('deployments')], 'target')).toEqual([])
})

describe('a canary that was aborted', () => {
  const told = (target: object, facts: object = {}): JournalRecord => ({
    seq: 1,
    t: '2026-03-01T02:00:00.000Z',
    kind: 'outcome',
    body: { runId: 'r', outcome: 'succeeded', facts, target: { api: 'kubernetes', resource: 'canaries', ...target } }
  })
  const byCount = told({ subresource: 'status' })

  it('leaves its release in Git, also before the target was put back', () => {
    expect(owed([byCount]).map(({ text }) => text)).toEqual([
      'Revert checkout in Git: Argo CD Application shop has the bad release still'
    ])
  })

  it.each([
    ['by its count', byCount],
    ['by a hook', told({}, { present: true })],
    [
      'by a count that stood there already',
      { ...byCount, kind: 'note', body: { ...byCount.body, outcome: 'noChange' } }
    ],
    [
      'by a hook that stood there already',
      {
        ...told({}, { present: true }),
        kind: 'note',
        body: { ...told({}, { present: true }).body, outcome: 'noChange' }
      }
    ]
  ])('%s leaves it wherever it came from, once', (_, record) => {
    const [debt, ...others] = owed([record, outcome('deployments')], 'target')
    expect(others).toEqual([])
    expect(debt?.text).toMatch(/^Revert checkout at its source, in Git or its pipeline: /)
    expect(owed([record, { seq: 2, t: now, kind: 'debt', body: { ...debt } }], 'target')).toEqual([])
  })

  it('by Flagger alone is owed at its source as well, once it is seen', () => {
    const watched = (status: 'True' | 'Unknown') =>
      gitDebts({ ...run, checks: [{ name: 'phase', status }] } as unknown as Run, { owners: [] }, [], 'cluster', now)
    expect(watched('True')[0]?.text).toMatch(/^Revert checkout at its source/)
    expect(watched('Unknown')).toEqual([])
  })

  it('by its routes alone, without Flagger, is owed at its source as well', () => {
    const unproved = { ...run, checks: [{ name: 'phase', status: 'False' }] } as unknown as Run
    const moved = told({ resource: 'virtualservices' })
    expect(gitDebts(unproved, { owners: [] }, [moved], 'cluster', now)).toHaveLength(1)
  })

  it.each([
    ['suspended', told({}, { suspend: true })],
    ['without its hook again', told({}, { present: false })]
  ])('is not one that was %s', (_, record) => {
    expect(owed([record])).toEqual([])
  })
})
