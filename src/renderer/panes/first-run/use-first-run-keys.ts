import { useWindowKeys } from '../shell/use-window-keys.ts'

/** Enter, o and d choose, unless something else has the focus or is open above. */
export function useFirstRunKeys(enabled: boolean, actions: Readonly<Record<'enter' | 'o' | 'd', () => void>>): void {
  useWindowKeys((event, place) => {
    if (!enabled || place === 'text' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false
    const key = event.key.toLowerCase()
    if (key === 'enter' && place === 'control') return false
    if (key !== 'enter' && key !== 'o' && key !== 'd') return false
    actions[key]()
    return true
  })
}
