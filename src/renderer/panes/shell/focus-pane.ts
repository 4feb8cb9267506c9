import { showTab } from '../../stores/view.ts'
import type { BottomTab } from '../../stores/view.ts'

export type FocusTarget = 'checklist' | 'main' | 'live' | BottomTab

const tabs: readonly FocusTarget[] = ['commands', 'timeline', 'report']

/** Moves the focus into a pane; a bottom tab is shown first. */
export function focusPane(target: FocusTarget): void {
  if (tabs.includes(target)) showTab(target as BottomTab)
  const find = () => document.querySelector<HTMLElement>(`[data-focus="${target}"]`)
  const there = find()
  if (there !== null) there.focus()
  // The tab has just been chosen: its pane is there after the next frame.
  else requestAnimationFrame(() => (find() ?? document.querySelector<HTMLElement>('[data-focus="services"]'))?.focus())
}
