/** The main part of each screen, in the order in which they are looked for; one of them is there on every screen. */
const homes = ['services', 'main', 'connections', 'first', 'checklist'] as const

/** Gives the focus to the topmost dialog, or to the main part of the screen. */
export function focusHome(): void {
  findHome()?.focus({ preventScroll: true })
}

function findHome(): HTMLElement | null {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
  if (dialog !== undefined) return dialog.querySelector<HTMLElement>('[data-focus="dialog"]')
  for (const home of homes) {
    const found = document.querySelector<HTMLElement>(`[data-focus="${home}"]`)
    if (found !== null) return found
  }
  return null
}
