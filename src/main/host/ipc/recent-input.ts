import type { App, WebContents } from 'electron'

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

/**
 * Whether somebody has just clicked or pressed a key in a window. Script in the page cannot make main hear of input.
 * Assistive technology presses buttons without any, so that nothing is asked for while some is in use.
 * @param nowMs monotonic milliseconds
 */
export function followInput(contents: WebContents, app: App, nowMs: () => number): () => boolean {
  let actedAt = Number.NEGATIVE_INFINITY
  contents.on('input-event', (_event, input) => {
    if (acts.has(input.type)) actedAt = nowMs()
  })
  return () => app.accessibilitySupportEnabled || nowMs() - actedAt <= countsForMs
}
