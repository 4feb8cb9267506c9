import { useEffect } from 'react'
import { focusHome } from './focus-home.ts'

/** Never leaves the keyboard without a place: see `keepFocus`. */
export function useKeptFocus(): void {
  useEffect(keepFocus, [])
}

/**
 * What has the focus may go: a plan is replaced, an action is closed, another screen opens. The browser then gives the
 * focus to the page, where no key and no screen reader finds its way. It goes to the main part of what is there now. A
 * click on empty space takes the focus away too, and is left alone. Returns the function that ends it.
 */
export function keepFocus(): () => void {
  let last: Element | null = null
  const isLost = () => document.activeElement === null || document.activeElement === document.body
  const remember = (event: FocusEvent) => {
    if (event.target instanceof Element) last = event.target
  }
  const watch = new MutationObserver(() => {
    if (last === null || !isLost() || (last.isConnected && !last.matches(':disabled'))) return
    // Between two screens there may be nothing to give it to: the next change is looked at again.
    focusHome()
  })
  document.addEventListener('focusin', remember)
  watch.observe(document.body, { childList: true, subtree: true })
  return () => {
    watch.disconnect()
    document.removeEventListener('focusin', remember)
  }
}
