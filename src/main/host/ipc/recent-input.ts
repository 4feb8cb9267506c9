import type { App, WebContents } from 'electron'
import type { Gestures } from './check-request.ts'

/** Chromium's own measure of how long a click counts as one: https://html.spec.whatwg.org/#transient-activation-duration */
const countsForMs = 5_000

/** What a hand does. The pointer that only passes over is none of it. */
const acts: ReadonlySet<string> = new Set([
  'mouseDown',
  'mouseUp',
  'rawKeyDown',
  'keyDown',
  'keyUp',
  'gestureTap',
  'touchEnd'
])

/** What begins a click or a key; its end is part of the same gesture. */
export const begins: ReadonlySet<string> = new Set(['mouseDown', 'rawKeyDown', 'keyDown', 'gestureTap'])

/**
 * Whether somebody has just clicked or pressed a key in a window. Script in the page cannot make main hear of input.
 * Assistive technology presses buttons without any, so that nothing is asked for while some is in use.
 * @param nowMs monotonic milliseconds
 */
export function followInput(contents: WebContents, app: App, nowMs: () => number): Gestures {
  let actedAt = Number.NEGATIVE_INFINITY
  let gesture = 0
  let spent = 0
  contents.on('input-event', (_event, input) => {
    if (acts.has(input.type)) actedAt = nowMs()
    if (begins.has(input.type) && input.modifiers?.includes('isautorepeat') !== true) gesture += 1
  })
  return {
    hasJustActed: () => app.accessibilitySupportEnabled || nowMs() - actedAt <= countsForMs,
    spend() {
      if (app.accessibilitySupportEnabled) return true
      const isNew = gesture > spent
      spent = gesture
      return isNew
    }
  }
}
