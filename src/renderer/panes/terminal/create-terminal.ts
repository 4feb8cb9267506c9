import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { createLineMark } from './line-mark.ts'
import { createLogWriter } from './log-writer.ts'
import { refuseSequences } from './refuse-sequences.ts'
import { styleDocument, withPlaceholders } from './style-document.ts'
import { terminalTheme } from './terminal-theme.ts'

export interface LogTerminal {
  readonly columns: () => number
  /** Shows these lines and writes only what is new of them. Who has scrolled up stays there. */
  readonly show: (lines: readonly string[]) => void
  /** Marks a line, without writing anything, and brings it into view; null marks none. */
  readonly mark: (line: number | null) => void
  /** Line under a pointer, as an index into what `show` was given. */
  readonly lineAt: (clientY: number) => number
  readonly fit: () => void
  readonly recolour: () => void
  readonly dispose: () => void
}

/** No cursor, and a line that is too long ends at the edge. */
const withoutCursor = '\u001b[?25l\u001b[?7l'
const emptied = '\u001b[H\u001b[2J\u001b[3J'
const fontSize = 12
const fontFamily = '"JetBrains Mono Variable", ui-monospace, monospace'

/** Puts a write-only terminal into `host`: it takes no input, answers nothing and follows no sequence but colours. */
export function createTerminal(host: HTMLElement): LogTerminal {
  const terminal = new Terminal({
    documentOverride: styleDocument(document),
    disableStdin: true,
    cursorBlink: false,
    cursorInactiveStyle: 'none',
    scrollback: 5_000,
    overviewRuler: { width: 8 },
    fontFamily,
    fontSize,
    lineHeight: 1.45,
    // The theme has the colours that can be read; the bright ones are xterm's own.
    drawBoldTextInBrightColors: false,
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
  terminal.write(withoutCursor)
  fit.fit()
  const writer = createLogWriter({
    rows: () => terminal.rows,
    columns: () => terminal.cols,
    write: (text) => terminal.write(text),
    // Written too, so that it comes after what was written before and is still on its way.
    clear: () => terminal.write(emptied)
  })
  const mark = createLineMark(host, terminal)
  return {
    columns: () => terminal.cols,
    show(lines) {
      const top = terminal.buffer.active.viewportY
      const wasAtEnd = top >= terminal.buffer.active.baseY
      // A line that is added leaves a view that was scrolled up where it is; a screen that is filled anew does not.
      if (!writer.show(lines)) return
      terminal.write('', () => {
        if (!wasAtEnd) terminal.scrollToLine(top)
        mark.place()
      })
    },
    mark(line) {
      mark.set(line)
      if (line === null) return
      // Behind the lines that are still on their way.
      terminal.write('', () => {
        const { viewportY } = terminal.buffer.active
        if (line < viewportY) terminal.scrollToLine(line)
        else if (line >= viewportY + terminal.rows) terminal.scrollToLine(line - terminal.rows + 1)
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
      mark.dispose()
      host.removeEventListener('mousedown', stopSelection, { capture: true })
      terminal.dispose()
    }
  }
}

function stopSelection(event: Event): void {
  event.stopPropagation()
}
