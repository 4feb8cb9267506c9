import { flushSync } from 'react-dom'
import { showTab } from '../../stores/view.ts'
import type { BottomTab } from '../../stores/view.ts'

export type FocusTarget = 'checklist' | 'main' | 'live' | BottomTab

const tabs: readonly FocusTarget[] = ['commands', 'timeline', 'report', 'output', 'changes', 'charts']

/** Moves the focus into a pane; a bottom tab is shown first. */
export function focusPane(target: FocusTarget): void {
  // At once, so that the next key is the pane's own.
  if (tabs.includes(target)) flushSync(() => showTab(target as BottomTab))
  const find = () => document.querySelector<HTMLElement>(`[data-focus="${target}"]`)
  const there = find()
  if (there !== null) there.focus()
  // The code of a pane may still be on its way.
  else requestAnimationFrame(() => (find() ?? document.querySelector<HTMLElement>('[data-focus="services"]'))?.focus())
}
