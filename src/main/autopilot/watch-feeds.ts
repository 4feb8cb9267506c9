import type { FeedName, Feeds } from '../../contract/index.ts'
import { createFeedReplica, feedNames } from '../../contract/index.ts'
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
  const replica = createFeedReplica()
  const waiting = new Set<() => void>()
  const unsubscribe = console.subscribe((message) => {
    replica.take(message)
    for (const ask of waiting) ask()
  })
  // Put together when it is asked for, and not with every message.
  const feeds = Object.defineProperties(
    {},
    Object.fromEntries(feedNames.map((name) => [name, { get: () => replica.value(name), enumerable: true }]))
  ) as Feeds
  return {
    value: (feed) => feeds[feed],
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
            const answer = question(feeds)
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
