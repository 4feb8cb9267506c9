import type { FeedName, Feeds } from '../../contract/index.ts'
import type { Console } from '../ports/console.ts'

/** The console's feeds as a reader of the screen sees them. */
export interface FeedWatcher {
  value<N extends FeedName>(feed: N): Feeds[N]
  /**
   * Resolves with the first non-undefined answer of `question`, asked at once and after every change of any feed.
   * @throws Error naming `what` when `withinMs` of real time passed.
   */
  until<T>(what: string, withinMs: number, question: (feeds: Feeds) => T | undefined): Promise<T>
  close(): void
}

/** Follows every feed of a console. */
export function watchFeeds(console: Console): FeedWatcher {
  const feeds: Partial<Record<FeedName, unknown>> = {}
  const waiting = new Set<() => void>()
  const unsubscribe = console.subscribe((message) => {
    feeds[message.feed] = message.value
    for (const ask of waiting) ask()
  })
  const all = (): Feeds => feeds as unknown as Feeds
  return {
    value: (feed) => all()[feed],
    until: (what, withinMs, question) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          waiting.delete(ask)
          clearTimeout(timer)
          clearInterval(tick)
          act()
        }
        const ask = (): void => {
          try {
            const answer = question(all())
            if (answer !== undefined) settle(() => resolve(answer))
          } catch (error) {
            settle(() => reject(error))
          }
        }
        const timer = setTimeout(
          () => settle(() => reject(new Error(`${what}: not seen within ${withinMs / 1000} s`))),
          withinMs
        )
        // Some questions depend on the clock alone (a state that must hold for a while).
        const tick = setInterval(ask, 50)
        waiting.add(ask)
        ask()
      }),
    close: unsubscribe
  }
}
