import { useEffect } from 'react'
import { say } from '../../stores/view.ts'

/** So long without a key, and whoever typed has seen that the field is gone. */
const quietMs = 2_000

/** Keys that end the typing in a field: what the field does next was wanted. */
const endings = new Set(['Enter', 'Escape', 'Tab'])

/** Takes the rest of what was being typed into a field that is no longer there, before it can be keys of the window. */
export function useTypingGuard(): void {
  useEffect(guardTyping, [])
}

/**
 * A field may vanish under somebody's fingers: a new plan replaces the old one, main closes the service. The rest of
 * the word would then copy, move, open a note or tick a step. It is dropped until the next click or Tab, or until no
 * key was pressed for 2 s. Returns the function that ends the guard.
 */
export function guardTyping(): () => void {
  let field: HTMLElement | null = null
  /** When a key was pressed last, or the field vanished. */
  let lastMs = 0
  let isSaid = false
  const vanishing = new MutationObserver(() => {
    if (field === null || field.isConnected) return
    lastMs = Date.now()
    vanishing.disconnect()
  })

  function follow(next: HTMLElement | null): void {
    if (next === field) return
    vanishing.disconnect()
    field = next
    isSaid = false
    if (next !== null) vanishing.observe(document.body, { childList: true, subtree: true })
  }

  function onKey(event: KeyboardEvent): void {
    const now = Date.now()
    const isQuiet = now - lastMs >= quietMs
    lastMs = now
    const { target } = event
    if (isTextField(target)) return follow(isEnding(event, target) ? null : target)
    if (field === null) return
    if (field.isConnected || isQuiet || event.key === 'Tab') return follow(null)
    if (!isTyped(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (!isSaid) say('The field was replaced: the rest of what you typed was dropped')
    isSaid = true
  }

  const onPointer = () => follow(null)
  window.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('pointerdown', onPointer, { capture: true })
  return () => {
    follow(null)
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('pointerdown', onPointer, { capture: true })
  }
}

function isTextField(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false
  return target.matches('input, textarea, [contenteditable]') && !target.matches('[type="radio"], [type="checkbox"]')
}

function isEnding(event: KeyboardEvent, target: HTMLElement): boolean {
  if (event.key === 'Enter' && target.matches('textarea')) return event.ctrlKey || event.metaKey
  // AltGr comes as ctrl with alt, and types.
  return endings.has(event.key) || event.metaKey || (event.ctrlKey && !event.altKey)
}

/** What would have gone into the field, or sent it. */
function isTyped(event: KeyboardEvent): boolean {
  if (event.metaKey || (event.ctrlKey && !event.altKey)) return false
  return event.key.length === 1 || event.key === 'Enter'
}
