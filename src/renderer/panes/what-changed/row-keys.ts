import type { KeyboardEvent } from 'react'
import { copy } from '../../stores/ask.ts'

const moves: Readonly<Record<string, 1 | -1>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** j, k and the arrows go through the changes, c copies the command of the one in focus; enter opens it, as of any button. */
export function onRowKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-change]')]
  const index = rows.findIndex((row) => row === document.activeElement)
  const by = moves[event.key]
  const change = rows[index]?.dataset['change']
  if (by !== undefined && rows.length > 0) {
    // Into the list from above, and not out of it at its ends.
    const next = rows[index === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by))]
    next?.focus()
  } else if (event.key === 'c' && change !== undefined) void copy({ kind: 'changeCommand', change }, 'the command')
  else return
  event.preventDefault()
  event.stopPropagation()
}
