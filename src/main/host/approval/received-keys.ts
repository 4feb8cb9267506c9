import type { InputEvent } from 'electron'

const keyDowns: ReadonlySet<string> = new Set(['rawKeyDown', 'keyDown'])
const downs: ReadonlySet<string> = new Set(['mouseDown', 'touchStart', ...keyDowns])
const ups: ReadonlySet<string> = new Set(['mouseUp', 'keyUp', 'touchEnd', 'touchCancel'])

/**
 * What is pressed so soon after the question came was meant for what was there before: the console's page has it asked when it
 * likes, also under the hands of somebody who types or presses something else. Real milliseconds.
 */
const seenAfterMs = 600

/** Whether an event of that type is a key that goes down. */
export function isKeyDown(type: InputEvent['type']): boolean {
  return keyDowns.has(type)
}

/** What main receives of the keys and the pointer in a view, before the page in it does; no script can make any of it. */
export interface ReceivedKeys {
  see(event: Pick<InputEvent, 'type' | 'modifiers'>): void
  /** Counts from when the question can have been seen, and what is down from before does not. */
  begin(): void
  /** Whether the question has been there long enough to be answered. */
  isSeen(): boolean
  /** Until then, real milliseconds; 0 from then on. */
  seenInMs(): number
  /** Keys that went down since `begin`, each repetition of a key that is held included. */
  count(): number
  /** Whether a key or a button has gone down since `begin` and is still down. */
  isDown(): boolean
}

/**
 * @param onUp called when what was down is let go
 * @param nowMs monotonic milliseconds
 */
export function createReceivedKeys(onUp: () => void, nowMs: () => number): ReceivedKeys {
  let count = 0
  let down = false
  let beganMs = Number.NEGATIVE_INFINITY
  const seenInMs = (): number => Math.max(0, beganMs + seenAfterMs - nowMs())
  const isSeen = (): boolean => seenInMs() === 0

  return {
    see({ type, modifiers = [] }) {
      if (isKeyDown(type) && isSeen()) count += 1
      if (ups.has(type)) {
        down = false
        onUp()
      }
      // A key that repeats itself went down before.
      else if (downs.has(type) && !modifiers.includes('isautorepeat') && isSeen()) down = true
    },
    begin() {
      count = 0
      down = false
      beganMs = nowMs()
    },
    isSeen,
    seenInMs,
    count: () => count,
    isDown: () => down
  }
}
