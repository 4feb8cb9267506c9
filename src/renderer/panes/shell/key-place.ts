/** Where the focus is: a text field, something that space and enter already press, the checklist, or anywhere else. */
export type KeyPlace = 'text' | 'control' | 'checklist' | 'page'

/** Where a key was pressed. */
export function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return 'page'
  // Nothing is typed into a box that is ticked.
  if (target.matches('input[type="checkbox"], input[type="radio"]')) return 'control'
  if (target.matches('input, textarea, select, [contenteditable]')) return 'text'
  if (target.matches('[data-focus="checklist"]')) return 'checklist'
  return target.matches('button, a, summary, [role="tab"], [role="separator"], [role="listbox"]') ? 'control' : 'page'
}
