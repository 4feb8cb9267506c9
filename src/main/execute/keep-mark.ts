import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, ServiceRef } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import type { InTurn } from '../lib/turns.ts'
import type { Holder, Mark, Reservations } from '../ports/reservation.ts'
import { answerMs, isOthers, sendMark, tryRead } from './exchange-mark.ts'
import { exchangeOnce } from './exchange-once.ts'
import type { EndOutage } from './outage.ts'
import type { RunContext } from './run-context.ts'

/** A service that this run may change, as far as other consoles go. */
export interface HeldMark {
  /**
   * Resolves while the mark counts, and waits while it may have run out because nobody answers.
   * @throws Error once the run is stopped.
   */
  sure(): Promise<void>
  /** Lets it go; what cannot be written any more runs out by itself. */
  release(): Promise<void>
}

export interface Keeping {
  readonly reservations: Reservations
  readonly ref: ServiceRef
  readonly holder: Holder
  readonly mark: Mark
  /** When the write of the mark was sent, steady milliseconds: others count from when they see it, which is later. */
  readonly sentMs: number
  /** Whether what is changed is behind what keeps the mark: only then an outage of that is waited for. */
  readonly isAwaited: boolean
  /**
   * Where in the time between two renewals this one stands, over 0 to 1: marks that are made together are not all written at one
   * moment, when what is to be changed would wait behind them.
   */
  readonly phase: number
  /** Lets so many marks go at a time that what follows does not wait behind them. */
  readonly inTurn: InTurn
  readonly onLost: (failure: Failure) => void
}

/** A renewal that did not get through is tried again after so long, real milliseconds. */
const againMs = 1_000
/** Never more often than that, whatever the other side says of how long a mark counts, real milliseconds. */
const shortestMs = 250
/** So many writes may come to nothing while nobody else has it. */
const mostFutile = 5

/**
 * Renews a mark three times or more in the time for which it counts, until it is let go or lost. It is lost when somebody else has
 * it, never because of a silence alone: once the other side answers again it is read, and renewed where it is ours still. How long
 * that is waited for is bounded. The clocks of two machines are not compared: what is measured is our own steady time.
 */
export function keepMark(context: RunContext, keeping: Keeping): HeldMark {
  const { reservations, ref, holder, isAwaited, phase, inTurn, onLost } = keeping
  const { outage, abort, ending, place } = context
  const over = new AbortController()
  const ended = AbortSignal.any([over.signal, abort])
  let mark: Mark | null = keeping.mark
  let validMs = mark.validMs
  let heardMs = keeping.sentMs
  /** Nothing is kept any more: nobody may write it, which is said. */
  let isLetBe = false
  let endOutage: EndOutage | null = null
  const events = new EventEmitter<{ sure: [] }>()
  events.setMaxListeners(0)
  const work = renew().catch(() => undefined)

  const isSure = (): boolean => isLetBe || performance.now() < heardMs + validMs

  async function renew(): Promise<void> {
    let waitMs = phase * (validMs / 3)
    /** Writes in a row that came to nothing, though nobody else has it. */
    let futile = 0
    for (;;) {
      await delay(waitMs, undefined, { signal: ended })
      const sentMs = performance.now()
      const marked = await sendMark(context, reservations, ref, mark, holder)
      if (marked?.kind === 'marked') {
        heard(marked.mark, sentMs)
        futile = 0
        waitMs = Math.max(validMs / 3, shortestMs)
        continue
      }
      waitMs = againMs
      if (marked === null && isSure()) continue
      const read = await tryRead(context, reservations, ref)
      if ('why' in read) {
        // Let go while it was on its way: nothing is held up by that any more.
        ended.throwIfAborted()
        if (!isSure() && !unheard(read.why)) return
        continue
      }
      if (read.mark === null || isOurs(read.mark)) {
        mark = read.mark
        ended.throwIfAborted()
        futile += 1
        const isUnavailable = marked?.kind === 'unavailable'
        // It is answered, so that no outage ends this: nothing is held up for ever by a write that does not get through.
        if (!isSure() && (isUnavailable || futile > mostFutile))
          return letBe(isUnavailable ? marked.why : 'each write of it comes to nothing')
        waitMs = isUnavailable || futile > 1 ? againMs : 0
        continue
      }
      ended.throwIfAborted()
      return lost(read.mark)
    }
  }

  /** Held by this console, or by nobody while it cannot have run out. */
  function isOurs(read: Mark): boolean {
    return read.holder.who === '' ? isSure() : !isOthers(read, holder)
  }

  function heard(now: Mark, sentMs: number): void {
    mark = now
    validMs = now.validMs
    heardMs = sentMs
    isHeard()
  }

  function isHeard(): void {
    endOutage?.('answers')
    endOutage = null
    events.emit('sure')
  }

  /** False when it has been waited for long enough. */
  function unheard(why: string): boolean {
    if (!isAwaited) return true
    endOutage ??= outage.begin(heardMs, null)
    if (performance.now() < heardMs + outage.forMs) return true
    const text = `The API server of ${place.environment.name} did not answer for ${formatDuration(outage.forMs)}.`
    const remedy = 'Once it answers, plan what is left: it is read afresh, with an approval of its own.'
    onLost({ ...failureOf('unreachable', text, { remedy, retryable: true }), causes: [why] })
    return false
  }

  function letBe(why: string): void {
    isLetBe = true
    isHeard()
    void context.log.say('note', {
      text: `Other consoles are not kept away from ${ref.name} any more: the mark that says so cannot be written (${why}).`
    })
  }

  function lost({ holder: { who }, sinceAt }: Mark): void {
    const since = sinceAt === null ? '' : `, since ${utcDated(sinceAt)} by its clock`
    const text =
      who === ''
        ? `Another console has had ${ref.name} meanwhile, and let it go.`
        : `${who} has taken ${ref.name} over${since}.`
    const remedy =
      who === ''
        ? 'See what was changed, then plan what is left: it is read afresh.'
        : `Ask ${who}; once that has ended, plan what is left: it is read afresh.`
    onLost(failureOf('conflict', text, { remedy, retryable: true }))
  }

  return {
    async sure() {
      while (isAwaited && !isSure()) {
        abort.throwIfAborted()
        await once(events, 'sure', { signal: abort })
      }
    },
    async release() {
      over.abort()
      // Before what comes next is recorded: neither its proof nor its end waits for this.
      endOutage?.('notWaitedFor')
      await work
      // A run whose connection ends says nothing more; the mark runs out by itself.
      if (ending.aborted || mark === null || isLetBe) return
      const request = reservations.release(ref, mark)
      await inTurn(() =>
        exchangeOnce(place.writer, request, {
          attemptId: `${holder.runId}-release`.slice(0, 64),
          runId: holder.runId,
          timeoutMs: answerMs,
          deadlineAtMs: Date.now() + answerMs,
          abort: ending
        })
      )
    }
  }
}
