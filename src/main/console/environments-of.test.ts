import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { environmentScope, environmentsOf } from './incident-scope.ts'

let seq = 0
const record = (kind: string, body: JournalRecord['body']): JournalRecord => {
  seq += 1
  return { seq, t: '2026-03-01T02:00:00.000Z', kind, body }
}
const attach = (id: string, identity: string, kind = 'production') =>
  record('session.attach', { identity, environment: { id, kind } })
const read = (environmentId: string) => record('command', { environmentId, label: 'read', command: 'kubectl get' })

it('keeps what was read before a crash through a kubeconfig that was in memory only, and nothing of other clusters', () => {
  const records = [
    attach('con-1/west', 'uid-1'),
    read('con-1/west'),
    attach('con-2/east', 'uid-2'),
    read('con-2/east'),
    attach('drill', 'uid-1', 'drill'),
    read('drill'),
    // Another start: the same cluster is another connection.
    attach('con-9/west', 'uid-1'),
    read('con-9/west')
  ]
  const scope = environmentScope('con-9/west', environmentsOf(records, 'uid-1'))
  const seen = records.filter(({ kind }) => kind === 'command').filter(scope)
  expect(seen.map(({ body }) => body['environmentId'])).toEqual(['con-1/west', 'con-9/west'])
  expect(records.filter(({ kind }) => kind === 'command').filter(environmentScope('con-9/west'))).toHaveLength(1)
})
