import type { WebContents } from 'electron'
import { createRateLimit } from '../../preload/rate-limit.ts'

/** A page of ours does a few dozen of these while it loads, and hardly any after that. */
const most = { burst: 500, perSecond: 50 } as const

const gates = new WeakMap<WebContents, () => void>()

/** Counts something that a page did, and that is no event of its contents. */
export function countTowardsFlood(contents: WebContents | undefined): void {
  if (contents !== undefined) gates.get(contents)?.()
}

/**
 * Ends the process of a page that has main do thousands of things which main cannot refuse to hear of: windows that are not
 * opened, titles, entries of its history, messages to the console, requests. Each takes main a part of a millisecond, and ten
 * thousands of them keep it from what is on its way. The page is loaded anew, as after a crash.
 * @param log gets one line
 */
export function endFloodingPage(contents: WebContents, log: (line: string) => void): void {
  const may = createRateLimit(most, () => performance.now())
  let isEnding = false
  const count = (): void => {
    if (isEnding || may()) return
    isEnding = true
    log('the page kept Backout busy, and its process was ended')
    contents.forcefullyCrashRenderer()
  }
  contents.on('console-message', count)
  contents.on('page-title-updated', count)
  contents.on('did-navigate-in-page', count)
  contents.on('will-frame-navigate', count)
  contents.on('did-start-navigation', count)
  contents.on('render-process-gone', () => {
    isEnding = false
  })
  gates.set(contents, count)
}
