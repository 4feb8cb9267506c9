import type { CommandView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { withControlsShown } from '../../ui/controls-shown.ts'

const escape = '\u001b['
const dim = `${escape}90m`
const plain = `${escape}39m`
const reset = `${escape}0m`
/** Of what changed something. */
const change = `${escape}34m`
const bold = `${escape}1m`
const yellow = `${escape}33m`
const red = `${escape}31m`
const magenta = `${escape}35m`

const timeWidth = 11
const labelWidth = 9

/**
 * One line of the terminal: time, label, command, and the result at the right edge; the command gives way, and a long
 * reason to a third of the width. Everything
 * that came from outside is made visible first, so that the only escape sequences are the looks written here. What
 * changed something stands out from what only looked; what was refused or failed has the colour of that.
 */
export function terminalLine(command: CommandView, columns: number): string {
  const time = utc(command.at).padEnd(timeWidth)
  const label = command.label.padEnd(labelWidth)
  const result = cut(withControlsShown(command.result), Math.max(24, Math.floor(columns / 3)))
  const room = Math.max(16, columns - timeWidth - labelWidth - result.length - 3)
  const text = cut(onOneLine(command.command), room).padEnd(room)
  const colour = colourOf(command)
  const weight = command.label === 'executed' ? bold : ''
  const line = `${dim}${time}${colour}${weight}${label}${plain}${text}${reset}`
  return `${line}  ${isWell(command) ? dim : colour}${result}${reset}`
}

/** The picture of a line feed is in few fonts: a box would stand for it. */
function onOneLine(command: string): string {
  return withControlsShown(command.replaceAll(/[ \t]*\r?\n[ \t]*/g, ' ↵ '))
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`
}

function isWell(command: CommandView): boolean {
  const colour = colourOf(command)
  return colour === dim || colour === change
}

function colourOf({ label, outcome, status }: CommandView): string {
  if (label === 'refused' || status === 401 || status === 403) return yellow
  if (outcome === 'failed' || outcome === 'conflict' || (status !== null && status >= 400)) return red
  if (outcome === 'unknown') return magenta
  return label === 'executed' ? change : dim
}
