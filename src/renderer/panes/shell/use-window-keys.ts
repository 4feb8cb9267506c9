import { useEffect, useRef } from 'react'
import type { KeyPlace } from './key-place.ts'
import { placeOf } from './key-place.ts'

/**
 * Hears the keys of the whole window, wherever the focus is. A dialog that is open keeps them to itself. `onKey` returns
 * whether the key was for it: the browser then does nothing more with it, so that it is not typed into a field which it
 * opened.
 */
export function useWindowKeys(onKey: (event: KeyboardEvent, place: KeyPlace) => boolean): void {
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      if (latest.current(event, placeOf(event.target))) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
