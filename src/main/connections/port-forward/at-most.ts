/**
 * Lets at most so many work at once; the others wait in their order. Whoever is no longer wanted meanwhile leaves the queue.
 * @returns what runs `work` when it is its turn; rejects with the signal's reason where that came first
 */
export function atMost(most: number): <T>(abort: AbortSignal, work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let busy = 0
  const turn = (abort: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): void => {
        abort.removeEventListener('abort', leave)
        busy += 1
        resolve()
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(abort.reason as Error)
      }
      if (busy < most) return go()
      abort.addEventListener('abort', leave, { once: true })
      waiting.push(go)
    })
  return async (abort, work) => {
    abort.throwIfAborted()
    await turn(abort)
    try {
      return await work()
    } finally {
      busy -= 1
      waiting.shift()?.()
    }
  }
}
