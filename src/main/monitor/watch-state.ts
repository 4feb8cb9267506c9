import * as z from 'zod/mini'
import type { WatchMinute } from '../../contract/index.ts'

const text = z.string()
const span = z.number().check(z.minimum(0))

/** A minute in the record, where each is one letter. */
export const minuteLetters: Readonly<Record<WatchMinute, string>> = { quiet: 'q', noted: 'n', alarm: 'a', blind: 'b' }

/**
 * A watch as every record of it holds it whole, so that the last record is enough to go on from. Times are ISO and of the
 * clock of the place that is watched; spans are milliseconds.
 */
export const watchState = z.object({
  startedAt: text,
  forMs: span,
  watchedMs: span,
  alarmMs: span,
  blindMs: span,
  /** When it was looked at last. */
  seenAt: text,
  phase: z.enum(['holding', 'alarm', 'blind', 'ended']),
  blind: z.nullable(z.object({ why: text, sinceAt: text, isSaid: z.boolean() })),
  restarts: span,
  /** Restarts of each pod as they were read last; null before the first reading. */
  pods: z.nullable(z.record(text, z.number())),
  /** The first reading past a limit, while another one is awaited. */
  past: z.nullable(z.object({ readAt: text, text })),
  /** Until then an alarm about something that happened once is on. */
  calmAt: z.nullable(text),
  /** What keeps the service as Git has it and was seen held, by name; left out where nothing was. */
  held: z.exactOptional(z.array(text)),
  /** Changes of the run that were read to be as it was proved, by name; left out where none was. */
  stood: z.exactOptional(z.array(text)),
  /** What was not judged while the rest was, by what it is called. */
  unseenMs: z.record(text, span),
  alarms: z.array(z.object({ at: text, endedAt: z.nullable(text), text })),
  notes: z.array(z.object({ at: text, text })),
  minutes: text.check(z.regex(/^[qnab]*$/)),
  end: z.nullable(z.object({ at: text, how: z.enum(['held', 'alarmed', 'overtaken', 'stopped', 'lost']), text }))
})

export type WatchState = z.infer<typeof watchState>

/** A watch as it begins. @param forMs how long the service is to be quiet, milliseconds */
export function beginWatch(startedAt: string, forMs: number): WatchState {
  return {
    startedAt,
    forMs,
    watchedMs: 0,
    alarmMs: 0,
    blindMs: 0,
    seenAt: startedAt,
    phase: 'holding',
    blind: null,
    restarts: 0,
    pods: null,
    past: null,
    calmAt: null,
    unseenMs: {},
    alarms: [],
    notes: [],
    minutes: '',
    end: null
  }
}

/** The watch that a record tells; null when it cannot be read. */
export function watchIn(body: Readonly<Record<string, unknown>>): WatchState | null {
  const parsed = watchState.safeParse(body['watch'])
  return parsed.success ? parsed.data : null
}
