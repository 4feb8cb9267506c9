import { formatDuration } from '../../contract/words/format-duration.ts'
import type { Target } from '../../contract/index.ts'
import { answererOf } from '../../contract/index.ts'
import type { RunLog } from './run-log.ts'

/** An outage is waited for between two steps for so long, real time: longer, and what was approved is too old to go on with. */
export const defaultOutageMs = 3 * 60_000

/** Who the other side is, while it does not answer: said in the run, and how long it is waited for. */
export interface Outage {
  /** Real milliseconds. */
  readonly forMs: number
  /**
   * Nothing was heard of who answers for `of` since `sinceMs` of steady time (`performance.now()`); the first of several that is told
   * says so; null for the server that keeps the marks. Ends with the returned call, which may come more than once.
   */
  begin(sinceMs: number, of: Pick<Target, 'api'> | null): EndOutage
}

/** It answers again, or whoever waited does so no more: either way nothing is left waiting for it. */
export type EndOutage = (how: 'answers' | 'notWaitedFor') => void

/**
 * @param name of the environment whose other side it is
 * @param ending the end of its connection, after which nothing more is said
 */
export function createOutage(log: Pick<RunLog, 'say'>, name: string, forMs: number, ending: AbortSignal): Outage {
  const waiting = new Set<symbol>()

  let subject = ''

  function said(sinceMs: number, of: Pick<Target, 'api'> | null): void {
    const answerer = answererOf(of, name)
    ;({ subject } = answerer)
    const agoMs = performance.now() - sinceMs
    const sinceAt = new Date(Date.now() - agoMs).toISOString()
    const untilAt = new Date(Date.now() - agoMs + forMs).toISOString()
    const text = `${subject} does not answer: nothing further is sent until it does, and the plan ends here when it has not within ${formatDuration(forMs)}.`
    void log.say('note', { text, unanswered: { sinceAt, untilAt, who: answerer.short } })
  }

  return {
    forMs,
    begin(sinceMs, of) {
      const own = Symbol('outage')
      if (waiting.size === 0) said(sinceMs, of)
      waiting.add(own)
      return (how) => {
        if (!waiting.delete(own) || waiting.size > 0 || ending.aborted) return
        const ended = how === 'answers' ? 'answers again' : 'is not waited for any more'
        void log.say('note', { text: `${subject} ${ended}.`, unanswered: null })
      }
    }
  }
}
