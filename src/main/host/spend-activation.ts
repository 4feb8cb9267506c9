import type { InputEvent, WebContents } from 'electron'
import { begins } from './ipc/recent-input.ts'

/** A world of main's own in the page: no script of the page's reaches it. */
const world = 1_001
/** A page that does other work first is waited for; one that never answers gets nothing asked over it. Real milliseconds. */
const longestMs = 10_000
/**
 * Whoever is allowed to open a window by a click has used that click up, also where the window is refused:
 * https://html.spec.whatwg.org/#consume-user-activation
 */
const use = 'window.open("about:blank"); null'

/**
 * Takes from a page what its last click or key allows it: for 5 s it may have a list, a calendar or a palette shown, by
 * `showPicker()`, which the system draws over everything, with words of the page's, also over what main asks. One that is shown
 * already goes when the page loses the keys.
 * @returns false when the page did not answer: it may have one shown yet
 */
export async function spendActivation(contents: WebContents): Promise<boolean> {
  const untilMs = performance.now() + longestMs
  while (performance.now() < untilMs) {
    let hasActed = false
    const see = (_event: unknown, { type }: Pick<InputEvent, 'type'>): void => {
      if (begins.has(type)) hasActed = true
    }
    contents.on('input-event', see)
    try {
      if (!(await isSpent(contents, untilMs - performance.now()))) return false
    } finally {
      contents.off('input-event', see)
    }
    if (!hasActed) return true
  }
  return false
}

function isSpent(contents: WebContents, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(false), withinMs)
    // Without a page nothing of it can be shown.
    const gone = (): void => settle(true)
    function settle(isDone: boolean): void {
      clearTimeout(timer)
      contents.off('render-process-gone', gone)
      contents.off('destroyed', gone)
      resolve(isDone)
    }
    contents.once('render-process-gone', gone)
    contents.once('destroyed', gone)
    if (contents.isDestroyed() || contents.isCrashed()) return gone()
    contents.executeJavaScriptInIsolatedWorld(world, [{ code: use }]).then(
      () => settle(true),
      () => settle(false)
    )
  })
}
