import type { Journal } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { incidentScope } from './incident-scope.ts'

/** When a change of a service was proved last, ISO, by the records so far; null for never. Each record is looked at once. */
export function provedLast(
  journal: Pick<Journal, 'records'>,
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>
): () => string | null {
  const isOf = incidentScope(incident, 0)
  let seen = 0
  let at: string | null = null
  return () => {
    const records = journal.records()
    for (const record of records.slice(seen)) {
      const { kind, t, body } = record
      if (isOf(record) && (kind === 'settled' || kind === 'reconcile') && body['proved'] === true) at = t
    }
    seen = records.length
    return at
  }
}
