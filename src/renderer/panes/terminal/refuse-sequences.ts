import type { IFunctionIdentifier, Terminal } from '@xterm/xterm'

/** Title, icon name, palette, links, colours of text, ground and cursor, and their resets; 52 is the clipboard. */
const operatingSystemCommands = [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 110, 111, 112] as const

/** Everything that xterm 6 answers, from its InputHandler: attributes, status, modes, and what the window is like. */
const queries: readonly IFunctionIdentifier[] = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { final: 't' }
]

/** Titles, links, colours, the clipboard and every query are swallowed, should one ever come through. */
export function refuseSequences(terminal: Terminal): void {
  for (const id of operatingSystemCommands) terminal.parser.registerOscHandler(id, () => true)
  for (const id of queries) terminal.parser.registerCsiHandler(id, () => true)
  terminal.parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true)
}
