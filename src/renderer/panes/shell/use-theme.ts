import { useEffect } from 'react'
import type { ShellView } from '../../../contract/index.ts'

/** Puts the chosen theme on the page; `system` follows the desktop, its contrast wish included. */
export function useTheme(theme: ShellView['preferences']['theme']): void {
  useEffect(() => {
    if (theme !== 'system') {
      document.documentElement.dataset['theme'] = theme
      return
    }
    const light = matchMedia('(prefers-color-scheme: light)')
    const contrast = matchMedia('(prefers-contrast: more)')
    const follow = () => {
      document.documentElement.dataset['theme'] = contrast.matches ? 'contrast' : light.matches ? 'light' : 'dark'
    }
    follow()
    light.addEventListener('change', follow)
    contrast.addEventListener('change', follow)
    return () => {
      light.removeEventListener('change', follow)
      contrast.removeEventListener('change', follow)
    }
  }, [theme])
}
