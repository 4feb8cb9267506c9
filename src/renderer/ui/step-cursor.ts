import type { KeyboardEvent } from 'react'

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }

/** Moves a cursor among `last + 1` values by arrows, page keys, Home and End; every other key goes on to whoever hears it next. */
export function stepCursor(
  event: KeyboardEvent,
  { index, last, move }: { readonly index: number; readonly last: number; readonly move: (to: number) => void }
): void {
  const by = steps[event.key]
  if (by !== undefined) move(Math.min(last, Math.max(0, index + by)))
  else if (event.key === 'Home') move(0)
  else if (event.key === 'End') move(last)
  else return
  event.preventDefault()
  event.stopPropagation()
}
