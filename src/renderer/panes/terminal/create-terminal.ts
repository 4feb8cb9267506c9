import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { refuseSequences } from './refuse-sequences.ts'
import { rewriting } from './rewriting.ts'
import { styleDocument, withPlaceholders } from './style-document.ts'
import { terminalTheme } from './terminal-theme.ts'

export interface LogTerminal {
  readonly columns: () => number
  /** Shows these lines, writing only what differs; stays where it was scrolled to, and brings a line into view when it is chosen. */
  readonly show: (lines: readonly string[], chosen: number | null) => void
  /** Line under a pointer, as an index into what `show` was given. */
  readonly lineAt: (clientY: number) => number
  readonly fit: () => void
  readonly recolour: () => void
  readonly dispose: () => void
}

const fontSize = 12
const fontFamily = '"JetBrains Mono Variable", ui-monospace, monospace'

/** Puts a write-only terminal into `host`: it takes no input, answers nothing and follows no sequence but colours. */
export function createTerminal(host: HTMLElement): LogTerminal {
  const terminal = new Terminal({
    documentOverride: styleDocument(document),
    disableStdin: true,
    cursorBlink: false,
    cursorInactiveStyle: 'none',
    drawBoldTextInBrightColors: false,
    scrollback: 5_000,
    overviewRuler: { width: 8 },
    fontFamily,
    fontSize,
    lineHeight: 1.45,
    linkHandler: { activate: () => undefined, allowNonHttpProtocols: false },
    theme: terminalTheme()
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  refuseSequences(terminal)
  withPlaceholders(document, () => terminal.open(host))
  terminal.textarea?.setAttribute('tabindex', '-1')
  // xterm paints a selection with style attributes, which the policy refuses; copying is by line instead.
  host.addEventListener('mousedown', stopSelection, { capture: true })
  fit.fit()
  let shown = { lines: [] as readonly string[], chosen: null as number | null, size: '' }
  return {
    columns: () => terminal.cols,
    show(lines, chosen) {
      const top = terminal.buffer.active.viewportY
      const wasAtEnd = top >= terminal.buffer.active.baseY
      const size = `${terminal.cols} ${terminal.rows}`
      const isChosenAnew = chosen !== shown.chosen
      // After a change of size lines may stand on other rows.
      const change = size === shown.size ? rewriting(shown.lines, lines, terminal.rows) : null
      shown = { lines, chosen, size }
      if (change === null) terminal.reset()
      terminal.write(change ?? `\u001b[?25l\u001b[?7l${lines.join('\r\n')}`, () => {
        if (!wasAtEnd) terminal.scrollToLine(top)
        if (chosen === null || !isChosenAnew) return
        const { viewportY } = terminal.buffer.active
        if (chosen < viewportY) terminal.scrollToLine(chosen)
        else if (chosen >= viewportY + terminal.rows) terminal.scrollToLine(chosen - terminal.rows + 1)
      })
    },
    lineAt(clientY) {
      const box = host.getBoundingClientRect()
      return terminal.buffer.active.viewportY + Math.floor((clientY - box.top) / (box.height / terminal.rows))
    },
    fit: () => fit.fit(),
    recolour: () => {
      terminal.options.theme = terminalTheme()
    },
    dispose() {
      host.removeEventListener('mousedown', stopSelection, { capture: true })
      terminal.dispose()
    }
  }
}

function stopSelection(event: Event): void {
  event.stopPropagation()
}
