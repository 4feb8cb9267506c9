import { needsApiServer } from '../../../contract/index.ts'
import { leadingLever } from '../../../contract/leading-lever.ts'
import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { readWhyHeldBack } from '../offline/why-offline.ts'
import { focusPane } from '../shell/focus-pane.ts'
import { say, setView, viewStore } from '../../stores/view.ts'

/** Marks the button that asks for the approval, where a plan can be approved. */
export const approvalFocus = 'approval'

const waysOn =
  '[data-testid="half-way"] button:enabled, [data-testid="action-bar"] button:enabled, [data-choose], [data-testid="lever-card"] > footer > button:last-child'

/**
 * Has the approval asked for, over the page. Where the plan cannot be approved, plans again if the button says that this key
 * does, else gives the focus to the way on from there; while it is being made, asks as soon as it is there. A plan that is out
 * of sight is brought into it first, and asked about by the next key. Approves nothing. Returns false when no service is open.
 */
export function goToApproval(): boolean {
  const { service, run } = feedStore.getState().values
  if (!service) return false
  const { plan } = feedStore.getState().values.decision ?? {}
  if ((!plan || needsApiServer(plan)) && sayHeldBack()) return true
  const approval = find(`[data-focus="${approvalFocus}"]`)
  const wayOn = isPlanComing() ? null : find(waysOn)
  if (approval !== null && !isPlanSeen(approval)) bringIntoSight(approval)
  else if (approval !== null) press(approval)
  else if (wayOn?.matches('[aria-keyshortcuts="a"]')) press(wayOn)
  else if (wayOn !== null) focus(wayOn)
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
  if (sayHeldBack()) return
  const { decision } = feedStore.getState().values
  const lever = decision && leadingLever(decision)
  if (lever === undefined) return
  awaitApproval()
  void ask('plan.prepare', { lever: lever.id })
}

/** Nothing is announced that cannot happen: says why instead, beside what was known last. */
function sayHeldBack(): boolean {
  const why = readWhyHeldBack()
  if (why === null) return false
  focusPane('main')
  say(why, () => readWhyHeldBack() !== null)
  return true
}

function awaitApproval(): void {
  setView({ awaitsApproval: true })
  say('Being planned: the approval comes next', () => viewStore.getState().awaitsApproval)
}

/** Asks for an approval that was wanted before its plan was there, unless something is being typed. */
export function takeAwaitedFocus(approval: HTMLElement | null): void {
  if (!viewStore.getState().awaitsApproval) return
  setView({ awaitsApproval: false })
  if (approval !== null && document.activeElement?.matches('input, textarea, select') !== true) press(approval)
}

/** How much of a plan has to be in sight beside its bar, pixels: its title and what it touches. */
const seenPx = 120

/** Whether what a button has approved can be read where the page stands now: in its bar, or above it. */
function isPlanSeen(approval: HTMLElement): boolean {
  const card = approval.closest<HTMLElement>('[data-plan]')
  const bar = approval.closest<HTMLElement>('[data-testid="action-bar"]')
  const main = approval.closest('main')
  // Elsewhere its place is the first of the column, and its bar stays. Brought into sight once, it is known.
  const isBelow = approval.closest('[data-testid="beside-run"]') !== null && document.activeElement !== approval
  if (!isBelow || card === null || bar === null || main === null) return true
  const [whole, footer, pane] = [card, bar, main].map((each) => each.getBoundingClientRect())
  if (!whole || !footer || !pane) return true
  const [top, bottom] = [Math.max(0, pane.top) + headlinePx(main), Math.min(globalThis.innerHeight, pane.bottom)]
  const isBarSeen = footer.top >= top && footer.bottom <= bottom + 1
  if (bar.querySelector('[data-testid="plan-command"]') !== null) return isBarSeen
  const seen = Math.min(isBarSeen ? footer.top : bottom, whole.bottom) - Math.max(top, whole.top)
  return isBarSeen && seen >= Math.min(seenPx, whole.height - footer.height)
}

function bringIntoSight(approval: HTMLElement): void {
  focus(approval)
  say('This is the plan: the same key again asks for its approval')
}

function press(button: HTMLElement): void {
  focus(button)
  button.click()
}

function focus(element: HTMLElement): void {
  element.focus({ preventScroll: true })
  // Below a run the approval sticks to the bottom: without its plan in view it would be given unread.
  showBesideRun(element.closest<HTMLElement>('[data-testid="beside-run"]'))
  element.scrollIntoView({ block: 'nearest' })
}

/** The lever whose plan somebody has asked for, from wherever its button stood. */
let wanted: string | null = null

/** The next plan, where it is one of this lever, comes into sight with its headline first. */
export function wantInSight(lever: string): void {
  wanted = lever
}

/** Brings a plan that was asked for into sight, by its first line; any other one ends the wish. */
export function showWanted(lever: string, head: HTMLElement | null): void {
  const isWanted = wanted === lever
  wanted = null
  const main = head?.closest('main')
  if (!isWanted || !head || !main || head.closest('[data-testid="beside-run"]') !== null) return
  // Once it has the form that the column has room for.
  requestAnimationFrame(() => {
    head.style.scrollMarginTop = `${headlinePx(main)}px`
    head.scrollIntoView({ block: 'start' })
  })
}

/** Scrolls to the decision below a run, as a whole: its top right under the headline that stays above it. */
export function showBesideRun(later: HTMLElement | null): void {
  const main = later?.closest('main')
  if (!later || !main) return
  later.style.scrollMarginTop = `${headlinePx(main)}px`
  later.scrollIntoView({ block: 'start' })
}

/** What of the column a headline takes that stays while the rest is scrolled, pixels. */
function headlinePx(main: Element): number {
  const headline = main.querySelector('[data-testid="verdict"]')
  if (headline === null || getComputedStyle(headline).position !== 'sticky') return 0
  return headline.getBoundingClientRect().height
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector)
}
