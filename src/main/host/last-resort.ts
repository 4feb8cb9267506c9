import { visibleText } from '../lib/visible-text.ts'
import { createRateLimit } from '../../preload/rate-limit.ts'

/** Where errors go that nobody caught. */
export interface LastResort {
  /** Takes one. Never throws. */
  hear(error: unknown): void
  /**
   * From now on `tell` hears of each, so that it stands in the window and in the journal, and `end` ends the app in order,
   * once.
   */
  know(console: { readonly tell: (error: unknown) => void; readonly end: () => void }): void
}

export interface LastResortOptions {
  readonly log: (line: string) => void
  /** Ends the process while there is nothing yet that could be ended in order. */
  readonly exit: () => void
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

/** So many are survived at once, and so many again a second: more of them is a process that does nothing else. */
const survived = { burst: 30, perSecond: 0.5 }
const longestStack = 4_000

/**
 * What is done with an error that nobody caught, in place of the error box of Electron, which blocks the whole process for
 * as long as it is open: it is reported, and work goes on. Where they do not cease, the app ends as if it were quit.
 */
export function createLastResort({ log, exit, nowMs }: LastResortOptions): LastResort {
  const maySurvive = createRateLimit(survived, nowMs)
  let tell: (error: unknown) => void = () => undefined
  let end = exit
  let isEnding = false
  return {
    hear(error) {
      if (isEnding) return
      try {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
        log(`an error that nobody caught: ${visibleText(stack, longestStack)}`)
        tell(error)
      } catch {
        // What cannot even be told is not worth ending for.
      }
      if (maySurvive()) return
      isEnding = true
      log('too many errors that nobody caught: Backout ends')
      end()
    },
    know: (console) => void ({ tell, end } = console)
  }
}
