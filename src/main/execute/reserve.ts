import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceRef } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import { withDeadline } from '../lib/deadline.ts'
import { mapAtMost } from '../lib/map-at-most.ts'
import type { Holder, Mark, Marked, Reservations } from '../ports/reservation.ts'
import { exchangeOnce } from './exchange-once.ts'
import type { RunContext } from './run-context.ts'

/** A service that this run may change, as far as other consoles go. */
export interface Held {
  /** Lets it go; what cannot be written any more runs out by itself. */
  release(): Promise<void>
}

/** Marks of others as this process saw them first, by service: how long they have stood still is measured here. */
export type SeenMarks = Map<string, { readonly version: string; readonly sinceMs: number }>

/** Another console may be about to let it go: so long an approval waits for it, real milliseconds. */
const waitsMs = 3_000
const looksEveryMs = 500
/** How often a mark is tried for that others change meanwhile, or whose answer is lost. */
const mostTries = 5
/** So many marks are made at a time. */
const atATime = 16
/** Longer than that no answer about a mark is waited for, real milliseconds. */
const answerMs = 5_000

const unheld: Held = { release: () => Promise.resolve() }

/** What came of marking one service. */
type Reserved =
  | { readonly kind: 'held'; readonly held: Held }
  /** No mark can be made, and nothing is held up by that. */
  | { readonly kind: 'unmarked'; readonly why: string }
  | { readonly kind: 'others'; readonly ref: ServiceRef; readonly mark: Mark }

/**
 * Marks the services as being changed by this run, and keeps the marks until they are let go. Where no mark can be made, that is
 * said and nothing is held up: without the permission consoles are kept apart by what each change tests. A plan that is about no
 * service marks none. Null when another console has one of them: then none is kept, and the run has ended.
 */
export async function reserve(
  context: RunContext,
  refs: readonly ServiceRef[],
  seen: SeenMarks,
  onLost: (why: string) => void
): Promise<Held | null> {
  const { ports, runId } = context
  const { reservations } = ports
  if (!reservations) return unheld
  // The first record's hash names a journal for ever.
  const holder: Holder = { who: ports.holder, journal: ports.journal.records()[0]?.hash?.slice(0, 16) ?? '', runId }
  const held: Held[] = []
  const release = async (): Promise<void> => {
    await Promise.all(held.map((one) => one.release()))
  }
  try {
    const marks = await readAll(context, reservations, refs)
    const all = await mapAtMost(atATime, refs, async (ref, index) => {
      const reserved = await reserveOne(context, { reservations, ref, holder, seen, onLost, known: marks[index] })
      if (reserved.kind === 'held') held.push(reserved.held)
      return reserved
    })
    const [others] = all.filter((one) => one.kind === 'others')
    if (others) {
      await release()
      return refuse(context, others.ref, others.mark)
    }
    const [unmarked] = all.filter((one) => one.kind === 'unmarked')
    if (unmarked) without(context, unmarked.why)
    return { release }
  } catch (error) {
    void release().catch(() => undefined)
    throw error
  }
}

/** Services of which the marks are read together; fewer are read each by itself. */
const fewestTogether = 4

/**
 * Empty where each is to be read by itself. Where they may not be listed none is taken to be there: one that is refuses to be made, and
 * is read then, as is one that is older than what is written over.
 */
async function readAll(
  context: RunContext,
  reservations: Reservations,
  refs: readonly ServiceRef[]
): Promise<readonly (Mark | null)[]> {
  if (refs.length < fewestTogether) return []
  try {
    return await withDeadline(context.abort, answerMs, (late) => reservations.readAll(context.place, refs, late))
  } catch {
    context.abort.throwIfAborted()
    return refs.map(() => null)
  }
}

interface Reserving extends Omit<Keeping, 'mark'> {
  readonly seen: SeenMarks
  /** As it was read just before; left out where it was not. */
  readonly known: Mark | null | undefined
}

async function reserveOne(context: RunContext, reserving: Reserving): Promise<Reserved> {
  const { place, log } = context
  const { reservations, ref, holder, seen, onLost } = reserving
  let { known } = reserving
  const key = JSON.stringify([place.identity, ref])
  const endMs = performance.now() + waitsMs
  for (let tries = 0; tries < mostTries;) {
    const read = known === undefined ? await tryRead(context, reservations, ref) : { mark: known }
    known = undefined
    if ('why' in read) return { kind: 'unmarked', why: read.why }
    const { mark } = read
    if (isOthers(mark, holder) && !standsStill(mark, key, seen)) {
      if (performance.now() >= endMs) return { kind: 'others', ref, mark }
      await delay(looksEveryMs, undefined, { signal: context.abort })
      continue
    }
    tries += 1
    const marked = await send(context, reservations, ref, mark, holder)
    if (marked === null || marked.kind === 'lost') continue
    if (marked.kind === 'unavailable') return { kind: 'unmarked', why: marked.why }
    if (isOthers(mark, holder)) {
      void log.say('note', {
        text: `Took ${ref.name} over from ${mark.holder.who}, whose console no longer says that it is there.`
      })
    }
    return { kind: 'held', held: keep(context, { reservations, ref, holder, mark: marked.mark, onLost }) }
  }
  return { kind: 'unmarked', why: 'others write it all the time' }
}

async function tryRead(
  context: RunContext,
  reservations: Reservations,
  ref: ServiceRef
): Promise<{ readonly mark: Mark | null } | { readonly why: string }> {
  try {
    const mark = await withDeadline(context.abort, answerMs, (late) => reservations.read(context.place, ref, late))
    return { mark }
  } catch (error) {
    context.abort.throwIfAborted()
    return { why: asFailure(error).message }
  }
}

/** What this console, or its process before a crash, holds is its own. */
function isOthers(mark: Mark | null, { who, journal }: Holder): mark is Mark {
  if (mark === null || mark.holder.who === '') return false
  return mark.holder.who !== who || mark.holder.journal !== journal
}

/** Whether nobody has renewed a mark for as long as it counts, by our own clock since we saw it first. */
function standsStill({ version, validMs }: Mark, key: string, seen: SeenMarks): boolean {
  const before = seen.get(key)
  if (before?.version === version) return performance.now() - before.sinceMs >= validMs
  seen.set(key, { version, sinceMs: performance.now() })
  return false
}

/** Null when nothing came of it, or nobody knows what: it is read again. */
async function send(
  { place, timeoutMs, abort }: RunContext,
  reservations: Reservations,
  ref: ServiceRef,
  mark: Mark | null,
  holder: Holder
): Promise<Marked | null> {
  const answer = await exchangeOnce(place.writer, reservations.hold(ref, mark, holder), {
    attemptId: `${holder.runId}-hold`.slice(0, 64),
    timeoutMs: Math.min(timeoutMs, answerMs),
    deadlineAtMs: Date.now() + answerMs,
    abort
  })
  if (answer.kind === 'answered') return reservations.outcome(answer.response)
  abort.throwIfAborted()
  return null
}

function without({ log }: RunContext, why: string): void {
  void log.say('note', { text: `Other consoles are not kept away: the mark that says so cannot be written (${why}).` })
}

function refuse({ log }: RunContext, { name }: ServiceRef, { holder, sinceAt, validMs }: Mark): null {
  const since = sinceAt === null ? '' : ` since ${utcDated(sinceAt)} by its clock`
  const failure = failureOf('conflict', `${holder.who} is changing ${name}${since}; nothing was sent.`, {
    remedy: `Wait until that has ended, then plan again. Where that console is gone, ${name} is free ${validMs / 1_000} s after you saw this.`,
    retryable: true
  })
  void log.say('settled', { text: failure.message, outcome: 'conflict', failure, proved: false, impact: '' })
  return null
}

interface Keeping {
  readonly reservations: Reservations
  readonly ref: ServiceRef
  readonly holder: Holder
  readonly mark: Mark
  readonly onLost: (why: string) => void
}

/** Renews a mark three times in the time for which it counts, until it is let go or lost. */
function keep(context: RunContext, { reservations, ref, holder, mark: taken, onLost }: Keeping): Held {
  const over = new AbortController()
  let mark = taken
  const work = renew().catch(() => undefined)

  async function renew(): Promise<void> {
    let goodUntilMs = performance.now() + mark.validMs
    for (;;) {
      await delay(mark.validMs / 3, undefined, { signal: AbortSignal.any([over.signal, context.abort]) })
      const marked = await send(context, reservations, ref, mark, holder)
      if (marked?.kind === 'marked') {
        mark = marked.mark
        goodUntilMs = performance.now() + mark.validMs
      } else if (marked?.kind === 'lost') {
        const read = await tryRead(context, reservations, ref)
        if ('mark' in read && read.mark?.holder.runId === holder.runId) mark = read.mark
        else if ('mark' in read) return onLost(`Another console has taken ${ref.name} over.`)
      }
      if (performance.now() > goodUntilMs)
        return onLost(`The mark that keeps other consoles away from ${ref.name} ran out.`)
    }
  }

  return {
    async release() {
      over.abort()
      await work
      // A run whose connection ends says nothing more; the mark runs out by itself.
      if (context.ending.aborted) return
      await exchangeOnce(context.place.writer, reservations.release(ref, mark), {
        attemptId: `${holder.runId}-release`.slice(0, 64),
        timeoutMs: answerMs,
        deadlineAtMs: Date.now() + answerMs,
        abort: context.ending
      })
    }
  }
}
