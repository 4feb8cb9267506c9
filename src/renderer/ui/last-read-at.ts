import { staleAfterMs } from '../../contract/observed.ts'

/**
 * As of when a last reading is told, ISO. A watch, or a poll, confirms every few seconds, and what it had confirmed a moment
 * before the link was lost stood until then: all of it has one age. What was old already keeps its own.
 */
export function lastReadAt(observedAt: string, lostAt: string): string {
  const beforeMs = Date.parse(lostAt) - Date.parse(observedAt)
  return beforeMs >= 0 && beforeMs <= staleAfterMs.metrics ? lostAt : observedAt
}
