import type { JournalRecord } from '../ports/journal.ts'

/** What a note of a phase that a proof has left behind, done, is recognised by. */
const passedPhase = 'passedPhase'

/** What is written down of such a phase. @param at ISO, on the clock of the run's place */
export function passedBody(phase: { readonly id: string; readonly title: string }, at: string) {
  return { text: `${phase.title}: done`, what: passedPhase, phase: phase.id, at }
}

/**
 * When a proof that is still open left a phase behind, done, ISO; null when it did not. A proof that ended says nothing of one
 * that begins anew. Pure.
 */
export function passedAt(records: readonly JournalRecord[], phaseId: string): string | null {
  const open = records.slice(records.findLastIndex(({ kind }) => kind === 'settled') + 1)
  const note = open.find(
    ({ kind, body }) => kind === 'note' && body['what'] === passedPhase && body['phase'] === phaseId
  )
  const at = note?.body['at']
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : null
}
