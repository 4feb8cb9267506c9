/** Asks for what many may ask for; the signal ends the waiting of one. */
export type Ask<T> = (abort: AbortSignal) => Promise<T>

interface Round<T> {
  readonly ended: Promise<T>
  waiting: number
  readonly over: AbortController
}

/**
 * Work that many ask for at about the same time is done once for all who asked before it began. Who asks while it is under way
 * waits for the next, so that every answer is younger than its question. It is ended when nobody waits for it any more.
 *
 * @throws from what is returned: what the work throws, or the abort reason
 */
export function together<T>(work: Ask<T>): Ask<T> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Round<T> | null = null

  function begin(): Round<T> {
    const over = new AbortController()
    const ended = running
      .then(() => new Promise((begun) => setImmediate(begun)))
      .then(() => {
        next = null
        return work(over.signal)
      })
    running = ended.catch(() => undefined)
    return { ended, over, waiting: 0 }
  }

  return async (abort) => {
    abort.throwIfAborted()
    const round = (next ??= begin())
    round.waiting += 1
    let leave: () => void = () => undefined
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(abort.reason as Error)
    })
    abort.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([round.ended, left])
    } finally {
      abort.removeEventListener('abort', leave)
      round.waiting -= 1
      if (round.waiting === 0) round.over.abort(abort.reason)
    }
  }
}
