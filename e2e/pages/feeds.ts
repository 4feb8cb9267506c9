import type { Page } from '@playwright/test'
import type { FeedName, Feeds } from '../../src/contract/index.ts'

/** What main says right now, as the window's own replica would get it. */
export async function readFeed<N extends FeedName>(window: Page, name: N): Promise<Feeds[N]> {
  const value = await window.evaluate(
    (wanted) =>
      new Promise<unknown>((resolve) => {
        const stop = globalThis.window.backout?.subscribe((message) => {
          if (message.feed !== wanted || 'change' in message) return
          resolve(message.value)
          queueMicrotask(() => stop?.())
        })
      }),
    name
  )
  return value as Feeds[N]
}
