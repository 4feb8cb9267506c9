import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { silentEndpointIn, silentImpact } from './silent-endpoint.ts'

let seq = 0
const note = (name: string, is: string, time: string): JournalRecord => ({
  seq: (seq += 1),
  t: `2026-03-01T${time}Z`,
  kind: 'note',
  body: { what: 'endpoint', name, is, text: `${name} ${is}` }
})
const impact = (...records: readonly JournalRecord[]): string => {
  const silent = silentEndpointIn(records)
  return silent === null ? '' : silentImpact(silent)
}

it('ends where users were led away, unless they were led to what does not answer either', () => {
  const left = [note('south', 'silent', '02:59:00'), note('south', 'left', '03:00:31')]
  expect(impact(...left)).toContain('until users were led away from it at 03:00:31Z;')
  const next = [...left, note('west', 'silent', '03:00:40')]
  expect(impact(...next)).toContain(
    'users were led away from it at 03:00:31Z, and west does not answer either, which is not known to be over;'
  )
  expect(impact(...next, note('west', 'answers', '03:05:00'))).toContain('until users were led away')
})
