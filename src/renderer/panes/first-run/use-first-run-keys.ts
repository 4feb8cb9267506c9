import { useEffect } from 'react'
import { viewStore } from '../../stores/view.ts'

/** Enter, o and d choose, unless something else has the focus or is open above. */
export function useFirstRunKeys(enabled: boolean, actions: Readonly<Record<'enter' | 'o' | 'd', () => void>>): void {
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (viewStore.getState().overlay !== 'none') return
      const key = event.key.toLowerCase()
      const onButton = event.target instanceof HTMLElement && event.target.tagName === 'BUTTON'
      if (key === 'enter' && !onButton) actions.enter()
      if (key === 'o') actions.o()
      if (key === 'd') actions.d()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}
