import type { InputEvent } from 'electron'

const keyDowns: ReadonlySet<string> = new Set(['rawKeyDown', 'keyDown'])
const downs: ReadonlySet<string> = new Set(['mouseDown', 'touchStart', ...keyDowns])
const ups: ReadonlySet<string> = new Set(['mouseUp', 'keyUp', 'touchEnd', 'touchCancel'])

/** What main receives of the keys and the pointer in a view, before the page in it does; no script can make any of it. */
export interface ReceivedKeys {
  see(event: Pick<InputEvent, 'type' | 'modifiers'>): void
  /** Counts from here, and what is down from before does not. */
  begin(): void
  /** Keys that went down since `begin`, each repetition of a key that is held included. */
  count(): number
  /** Whether a key or a button has gone down since `begin` and is still down. */
  isDown(): boolean
}

/** @param onUp called when what was down is let go */
export function createReceivedKeys(onUp: () => void): ReceivedKeys {
  let count = 0
  let down = false

  return {
    see({ type, modifiers = [] }) {
      if (keyDowns.has(type)) count += 1
      if (ups.has(type)) {
        down = false
        onUp()
      }
      // A key that repeats itself went down before.
      else if (downs.has(type) && !modifiers.includes('isautorepeat')) down = true
    },
    begin() {
      count = 0
      down = false
    },
    count: () => count,
    isDown: () => down
  }
}
