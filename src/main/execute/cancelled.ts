import type { RunLog } from './run-log.ts'

/** What is said of a run that was stopped in time. */
export const cancelledInTime = 'Cancelled before anything was sent'

/** Ends a run of which nothing was sent, because the operator stopped it. */
export function settleCancelled(log: Pick<RunLog, 'say'>): void {
  void log.say('settled', { text: cancelledInTime, outcome: 'cancelled', proved: false, impact: '' })
}
