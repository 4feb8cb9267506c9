import type { ITheme } from '@xterm/xterm'

/** The terminal's colours, read from the tokens of the theme in use. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    background: token('--bg'),
    foreground: token('--ink'),
    cursor: token('--bg'),
    blue: token('--act'),
    scrollbarSliderBackground: token('--line-strong'),
    scrollbarSliderHoverBackground: token('--ink-3'),
    scrollbarSliderActiveBackground: token('--ink-3'),
    overviewRulerBorder: token('--bg'),
    brightBlack: token('--ink-3'),
    yellow: token('--warn'),
    red: token('--bad'),
    magenta: token('--unk')
  }
}
