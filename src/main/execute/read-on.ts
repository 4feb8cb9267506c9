import { setTimeout as delay } from 'node:timers/promises'
import { utcDated } from '../../contract/words/format-time.ts'
import type { Action, Mutation, Seen } from '../ports/action.ts'
import { recordDebts } from './record-debts.ts'
import type { SentIntent } from './intent.ts'
import { recordedRun } from './recorded-run.ts'
import type { RunContext } from './run-context.ts'

/** For how long a target is read on after a request was found not to be applied, real milliseconds. */
export const defaultReadOnMs = 10 * 60_000
/** Between two of those readings, real milliseconds. */
export const defaultReadOnEveryMs = 5_000

/** What the record of an outcome "not applied" says of reading on. */
export interface ReadingOn {
  /** Until when, by the wall clock, ISO. */
  readonly readOnUntil: string
  /** When our manager had written the target as the outcome was recorded, ISO on the server's clock; null for never. */
  readonly writtenBefore: string | null
}

/** One attempt whose outcome is "not applied", and which a proxy or a queue may still hold. */
export interface LateSuspect extends ReadingOn {
  readonly action: Action
  readonly mutation: Mutation
  readonly intent: Pick<SentIntent, 'intentId' | 'attemptId' | 'stepId'>
}

/**
 * Reads a target on after its request was found not to be applied: past every deadline of ours it may still lie in a proxy, or
 * in a server that hangs. Nothing is sent. It is at least read once, also when the time is over. What is seen is written down:
 * a correction when the target is as was asked for and our field manager has written it since; a note when it is so and
 * nothing says by whom, and when it was not seen until the end. A later attempt of ours on the target ends it, because the
 * two cannot be told apart. Ends without a word with the connection, and is taken up when the service is opened next.
 */
export async function readOn(context: RunContext, suspect: LateSuspect): Promise<void> {
  const { place, ports, ending, readOn: reader } = context
  const { action, mutation, readOnUntil, intent } = suspect
  // The wall clock may have been set since: never for longer than from the beginning.
  const untilMs = Math.min(Date.parse(readOnUntil), Date.now() + reader.forMs)
  if (!reader.begin(intent.attemptId)) return
  try {
    for (let hasRead = false; !ending.aborted;) {
      try {
        // Its turn, should a step of ours be about it.
        if (ports.index.latestOn(mutation.target) !== intent.attemptId) return
        const seen = await action.read(mutation, place, ending, false)
        hasRead = true
        const conclusion = action.conclude(mutation, seen)
        if (conclusion.kind === 'applied') return await applied(context, suspect, seen, conclusion.text)
      } catch {
        // It is read again; without any reading nothing is said.
      }
      if (Date.now() >= untilMs) {
        if (hasRead) await notSeen(context, suspect)
        return
      }
      await delay(reader.everyMs, undefined, { signal: ending, ref: false }).catch(() => undefined)
    }
  } finally {
    reader.end(intent.attemptId)
  }
}

async function applied(context: RunContext, suspect: LateSuspect, seen: Seen, concluded: string): Promise<void> {
  const { log, ports, readOn: reader, runId } = context
  const { action, mutation, intent, writtenBefore } = suspect
  const { target, facts, command, request } = mutation
  const seenAt = context.nowText()
  const writtenAt = action.writtenAt(mutation, seen)
  if (writtenAt === null || writtenAt === writtenBefore) {
    const text = `${command}: was recorded as not applied, and what it asked for is there since ${utcDated(seenAt)} at the latest. Nothing says that it was this request.`
    return log.say('note', { text, ...ids(intent), late: 'unattributed', seenAt })
  }
  const detail = `Applied late, after it was recorded as not applied: ${concluded}; seen at ${utcDated(seenAt)}`
  const { inverse } = recordedRun(ports.index.records(runId))
  reader.onSeen()
  await log.say('reconcile', {
    text: `${command}: ${detail}. It is not proved.`,
    ...ids(intent),
    action: `${action.id}/${action.version}`,
    target,
    facts,
    command,
    request,
    outcome: 'succeeded',
    late: 'applied',
    resolvedBy: 'reading',
    detail,
    seenAt,
    changedAt: writtenAt,
    after: seen.facts,
    inverse
  })
  await recordDebts(context, action, mutation)
}

function notSeen({ log }: RunContext, { mutation: { command }, intent, readOnUntil }: LateSuspect): Promise<void> {
  const text = `${command}: read on until ${utcDated(readOnUntil)}, and it was not applied late.`
  return log.say('note', { text, ...ids(intent), late: 'notSeen' })
}

function ids({ intentId, attemptId, stepId }: LateSuspect['intent']) {
  return { intentId, attemptId, ...(stepId === null ? {} : { stepId }) }
}

/** What a record says of reading on; null when it says nothing of it. */
export function readingOnIn(body: Readonly<Record<string, unknown>>): ReadingOn | null {
  const { readOnUntil, writtenBefore } = body
  if (typeof readOnUntil !== 'string' || Number.isNaN(Date.parse(readOnUntil))) return null
  return { readOnUntil, writtenBefore: typeof writtenBefore === 'string' ? writtenBefore : null }
}
