import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Failure, ReportField } from '../../contract/index.ts'

export type BottomTab = 'commands' | 'timeline' | 'report' | 'output' | 'changes' | 'charts'
export type Overlay =
  | 'none'
  | 'palette'
  | 'keys'
  | 'connections'
  | 'practice'
  | 'debrief'
  | 'places'
  | 'incidents'
  | 'contacts'
  | 'judge'
  | 'quick'
  | 'debts'
  | 'evidence'
  | 'alert'

/** What only this window knows: which tab, which overlay, what was said last. Never anything that main decides. */
export interface ViewState {
  readonly tab: BottomTab
  /** The bottom pane takes most of the height. */
  readonly expanded: boolean
  readonly overlay: Overlay
  /** Index of the task under the cursor; null follows the current task. */
  readonly task: string | null
  readonly note: string | null
  /** The run that is being vouched for. */
  readonly vouching: string | null
  /** What a person is about to say of the service. */
  readonly saying: 'securityIncident' | 'customerReports' | 'decline' | null
  readonly find: string
  /** Search and cursor of the list of services, and of which environment and namespace they are. */
  readonly list: { readonly of: string; readonly text: string; readonly selected: string | null }
  /** `seq` of the command whose request and result are shown. */
  readonly detail: number | null
  /** The approval is wanted and its plan is still being made: it is asked for when it is there. */
  readonly awaitsApproval: boolean
  /** When the service was left that nobody wants to be reminded of now, ISO; null for none. */
  readonly notNow: string | null
  /** The revision chooser is open although a plan is ready. */
  readonly choosing: boolean
  readonly failure: Failure | null
  /** The dialog that shows the failure; null leaves it to the bar, which nobody can reach while a dialog is open. */
  readonly failedIn: string | null
  /** Ids of the dialogs that are open, the topmost last. */
  readonly dialogs: readonly string[]
  /** What is being typed into the report and main has not taken yet. */
  readonly drafts: Readonly<Partial<Record<ReportField, string>>>
  /** The contacts as text, while they are edited in the window for want of an editor. */
  readonly contactsText: string
  /** A short confirmation, read out politely. */
  readonly said: string
  /** Whether what was said still holds; null for what stays true. */
  readonly saidWhile: (() => boolean) | null
  /** Ids of the palette's commands that were used last, the newest first. */
  readonly used: readonly string[]
}

export const initialView: ViewState = {
  tab: 'commands',
  expanded: false,
  overlay: 'none',
  task: null,
  note: null,
  vouching: null,
  saying: null,
  find: '',
  list: { of: '', text: '', selected: null },
  detail: null,
  awaitsApproval: false,
  notNow: null,
  choosing: false,
  failure: null,
  failedIn: null,
  dialogs: [],
  drafts: {},
  contactsText: '',
  said: '',
  saidWhile: null,
  used: []
}

export const viewStore = createStore<ViewState>(() => initialView)

export function useView<T>(select: (view: ViewState) => T): T {
  return useStore(viewStore, select)
}

export function setView(change: Partial<ViewState>): void {
  viewStore.setState(change)
}

/** Tabs that need the height: the rest of them in three lines is of no use. */
const highTabs: ReadonlySet<BottomTab> = new Set(['report', 'output', 'changes', 'charts'])

export function needsHeight(tab: BottomTab): boolean {
  return highTabs.has(tab)
}

/** Tabs of a service: nothing is left of them without one. */
const serviceTabs: ReadonlySet<BottomTab> = new Set(['output', 'changes', 'charts'])

export function isOfService(tab: BottomTab): boolean {
  return serviceTabs.has(tab)
}

/** Shows a tab of the record; what needs the height gets it, the others give it back. */
export function showTab(tab: BottomTab): void {
  viewStore.setState({ tab, expanded: needsHeight(tab) })
}

/** Shows one command with its request and result, in a record high enough to read them; null puts it away. */
export function showDetail(seq: number | null): void {
  viewStore.setState({ detail: seq, expanded: seq !== null })
}

/** Shows what failed where it can be seen: in the topmost dialog, else in the bar. Null puts it away. */
export function showFailure(failure: Failure | null): void {
  viewStore.setState(({ dialogs }) => ({ failure, failedIn: failure === null ? null : (dialogs.at(-1) ?? null) }))
}

/** Keeps account of an open dialog until the returned function is called. What failed in it then stays in sight below. */
export function enterDialog(id: string): () => void {
  viewStore.setState(({ dialogs }) => ({ dialogs: [...dialogs, id] }))
  return () =>
    viewStore.setState(({ dialogs, failedIn }) => {
      const left = dialogs.filter((each) => each !== id)
      return { dialogs: left, failedIn: failedIn === id ? (left.at(-1) ?? null) : failedIn }
    })
}

/** Keeps what was typed into a field of the report, also while another tab is shown. */
export function keepDraft(field: ReportField, text: string): void {
  viewStore.setState(({ drafts }) => ({ drafts: { ...drafts, [field]: text } }))
}

/** Gives way to the report once main has taken `text`, unless more has been typed since. */
export function dropDraft(field: ReportField, text: string): void {
  viewStore.setState((view) => {
    if (view.drafts[field] !== text) return view
    const { [field]: _, ...drafts } = view.drafts
    return { drafts }
  })
}

/** Forgets what belongs to the service or the record that was open: the task, the note, the command in view, the height, what was typed. */
export function forgetService(): void {
  const { task, note, vouching, detail, expanded, awaitsApproval, choosing, drafts } = initialView
  viewStore.setState({ task, note, vouching, detail, expanded, awaitsApproval, choosing, drafts })
}

const mostUsed = 3

/** Keeps a command of the palette on top of it. */
export function markUsed(id: string): void {
  viewStore.setState(({ used }) => ({ used: [id, ...used.filter((each) => each !== id)].slice(0, mostUsed) }))
}

/**
 * Says a short confirmation in the corner and to a screen reader.
 * @param holds asked after every change: what no longer holds is taken away before its time; left out for what stays true
 */
export function say(text: string, holds: (() => boolean) | null = null): void {
  viewStore.setState({ said: text, saidWhile: holds })
}

/** Takes away what was said and no longer holds. */
export function dropUntrue(): void {
  const { said, saidWhile } = viewStore.getState()
  if (said !== '' && saidWhile?.() === false) say('')
}
