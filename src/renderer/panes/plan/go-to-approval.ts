import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { leadingLever } from './leading-lever.ts'
import { focusPane } from '../shell/focus-pane.ts'
import { say, setView, viewStore } from '../../stores/view.ts'

/** Marks the field or the button to hold, where a plan can be approved. */
export const approvalFocus = 'approval'

const waysOn =
  '[data-testid="action-bar"] button:enabled, [data-choose], [data-testid="lever-card"] > footer > button:last-child'

/**
 * Gives the focus to the approval: the field to type into or the button to hold. Where the plan cannot be approved, to the
 * way on from there; while it is being made, to the approval as soon as it is there. Approves nothing. Returns false when
 * no service is open.
 */
export function goToApproval(): boolean {
  const { service, decision, run } = feedStore.getState().values
  if (!service) return false
  const isPlanning = decision?.levers.some((lever) => lever.state === 'planning') === true
  const approval = find(`[data-focus="${approvalFocus}"]`) ?? (isPlanning ? null : find(waysOn))
  if (approval !== null) focus(approval)
  else if (decision?.levers.some((lever) => lever.state === 'refused')) focusPane('main')
  else if (!run) awaitApproval()
  return true
}

/** Makes the plan, and goes to its approval. */
export function planAndApprove(): void {
  const { decision } = feedStore.getState().values
  const lever = decision && leadingLever(decision)
  if (lever === undefined) return
  awaitApproval()
  void ask('plan.prepare', { lever: lever.id })
}

function awaitApproval(): void {
  setView({ awaitsApproval: true })
  say('Being planned: the approval comes next')
}

/** Takes the focus for an approval that was asked for before it was there, unless something is being typed. */
export function takeAwaitedFocus(approval: HTMLElement | null): void {
  if (!viewStore.getState().awaitsApproval) return
  setView({ awaitsApproval: false })
  if (approval !== null && document.activeElement?.matches('input, textarea, select') !== true) focus(approval)
}

function focus(element: HTMLElement): void {
  element.focus()
  element.scrollIntoView({ block: 'nearest' })
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector)
}
