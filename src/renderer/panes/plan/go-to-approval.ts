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
  const { service, run } = feedStore.getState().values
  if (!service) return false
  const approval = find(`[data-focus="${approvalFocus}"]`) ?? (isPlanComing() ? null : find(waysOn))
  if (approval !== null) focus(approval)
  else if (!run && isPlanComing()) awaitApproval()
  else focusPane('main')
  return true
}

/** Whether a plan is being made, or nothing has been said yet of what could be planned. */
export function isPlanComing(): boolean {
  const { decision } = feedStore.getState().values
  if (!decision || decision.plan !== null) return false
  return decision.levers.length === 0 || decision.levers.some(({ state }) => state === 'planning')
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
  element.focus({ preventScroll: true })
  // Below a run the approval sticks to the bottom: without its plan in view it would be given unread.
  const later = element.closest<HTMLElement>('[data-testid="beside-run"]')
  if (later !== null) later.scrollIntoView({ block: 'start' })
  element.scrollIntoView({ block: 'nearest' })
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector)
}
