import type { CommandView } from '../../../contract/index.ts'
import { utc } from '../../ui/format-time.ts'
import { visibleText } from '../../ui/visible-text.ts'

const escape = '\u001b['
const dim = `${escape}90m`
const plain = `${escape}39m`
const marked = `${escape}44m`
const reset = `${escape}0m`
const green = `${escape}32m`
const bold = `${escape}1m`
const thin = `${escape}22m`
const yellow = `${escape}33m`
const red = `${escape}31m`
const magenta = `${escape}35m`

const timeWidth = 11
const labelWidth = 9

/**
 * One line of the terminal: time, label, command, and the result at the right edge; the command gives way, and a long
 * reason to a third of the width. Everything
 * that came from outside is made visible first, so that the only escape sequences are the colours written here.
 */
export function terminalLine(command: CommandView, columns: number, isChosen = false): string {
  const time = utc(command.at).padEnd(timeWidth)
  const label = command.label.padEnd(labelWidth)
  const result = cut(visibleText(command.result), Math.max(24, Math.floor(columns / 3)))
  const room = Math.max(16, columns - timeWidth - labelWidth - result.length - 3)
  const text = cut(visibleText(command.command), room).padEnd(room)
  // What changed something stands out among what only read.
  const [strong, weak] = command.outcome === null ? ['', ''] : [bold, thin]
  const line = `${dim}${time}${strong}${colour(command)}${label}${plain}${text}${weak}  ${dim}${result}`
  return `${isChosen ? marked : ''}${line}${reset}`
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`
}

function colour(command: CommandView): string {
  if (command.label === 'refused') return yellow
  if (command.outcome === 'failed' || command.outcome === 'conflict') return red
  if (command.outcome === 'unknown') return magenta
  return green
}
