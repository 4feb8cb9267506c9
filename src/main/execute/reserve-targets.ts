import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceRef } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import { mapAtMost } from '../lib/map-at-most.ts'
import { createTurns } from '../lib/turns.ts'
import type { Holder, Mark } from '../ports/reservation.ts'
import { isOthers, readTogether, sendMark, tryRead } from './exchange-mark.ts'
import { keepMark, type HeldMark, type Keeping } from './keep-mark.ts'
import type { RunContext } from './run-context.ts'

/** Marks of others as this process saw them first, by service: how long they have stood still is measured here. */
export type SeenMarks = Map<string, { readonly version: string; readonly sinceMs: number }>

/** Another console may be about to let it go: so long an approval waits for it, real milliseconds. */
const waitsMs = 3_000
const looksEveryMs = 500
/** How often a mark is tried for that others change meanwhile, or whose answer is lost. */
const mostTries = 5
/** So many marks are made, or let go, at a time. */
const atATime = 16

const unheld: HeldMark = { sure: () => Promise.resolve(), release: () => Promise.resolve() }

/** What came of marking one service. */
type Reserved =
  | { readonly kind: 'held'; readonly held: HeldMark }
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
  { seen, isAwaited, onLost }: Pick<Reserving, 'seen' | 'isAwaited' | 'onLost'>
): Promise<HeldMark | null> {
  const { ports, runId } = context
  const { reservations } = ports
  if (!reservations) return unheld
  // The first record's hash names a journal for ever.
  const holder: Holder = { who: ports.holder, journal: ports.journal.records()[0]?.hash?.slice(0, 16) ?? '', runId }
  const held: HeldMark[] = []
  const inTurn = createTurns(atATime)
  const release = async (): Promise<void> => {
    await Promise.all(held.map((one) => one.release()))
  }
  try {
    const marks = await readTogether(context, reservations, refs)
    const all = await mapAtMost(atATime, refs, async (ref, index) => {
      const phase = (index + 1) / refs.length
      const reserving = { reservations, ref, holder, seen, isAwaited, phase, inTurn, onLost, known: marks[index] }
      const reserved = await reserveOne(context, reserving)
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
    return {
      async sure() {
        await Promise.all(held.map((one) => one.sure()))
      },
      release
    }
  } catch (error) {
    void release().catch(() => undefined)
    throw error
  }
}

interface Reserving extends Omit<Keeping, 'mark' | 'sentMs'> {
  readonly seen: SeenMarks
  /** As it was read just before; left out where it was not. */
  readonly known: Mark | null | undefined
}

async function reserveOne(context: RunContext, reserving: Reserving): Promise<Reserved> {
  const { place, log } = context
  const { seen, known: readBefore, ...keeping } = reserving
  const { reservations, ref, holder } = keeping
  let known = readBefore
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
    const sentMs = performance.now()
    const marked = await sendMark(context, reservations, ref, mark, holder)
    if (marked === null || marked.kind === 'lost') continue
    if (marked.kind === 'unavailable') return { kind: 'unmarked', why: marked.why }
    if (isOthers(mark, holder)) {
      void log.say('note', {
        text: `Took ${ref.name} over from ${mark.holder.who}, whose console no longer says that it is there.`
      })
    }
    return { kind: 'held', held: keepMark(context, { ...keeping, mark: marked.mark, sentMs }) }
  }
  return { kind: 'unmarked', why: 'others write it all the time' }
}

/** Whether nobody has renewed a mark for as long as it counts, by our own clock since we saw it first. */
function standsStill({ version, validMs }: Mark, key: string, seen: SeenMarks): boolean {
  const before = seen.get(key)
  if (before?.version === version) return performance.now() - before.sinceMs >= validMs
  seen.set(key, { version, sinceMs: performance.now() })
  return false
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
