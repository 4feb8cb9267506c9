import { flushSync } from 'react-dom'
import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import {
  needsHeight,
  say,
  setView,
  showDetail,
  showFailure,
  showTab,
  viewStore,
  type ViewState
} from '../../stores/view.ts'
import { copyStatusUpdate } from '../checklist/copy-status-update.ts'
import { copyTaskCommand, doneElsewhere, moveTask, openTask, tickTask } from '../checklist/task-actions.ts'
import { readCurrentTask } from '../checklist/use-current-task.ts'
import { switchPrometheus } from '../connections/switch-prometheus.ts'
import { keepShownOutput } from '../output/keep-shown-output.ts'
import { goToApproval, isPlanComing } from '../plan/go-to-approval.ts'
import { practise } from '../practice/practise.ts'
import { goOn, proveAgain, stopWaiting, takeBack, vouch } from '../run/run-actions.ts'
import { toggleEverywhere } from '../services/toggle-everywhere.ts'
import { takeOffer } from '../watch/watch-offer.ts'
import { focusHome } from './focus-home.ts'
import { focusPane } from './focus-pane.ts'
import type { KeyAction } from './key-action.ts'
import { keyAction } from './key-action.ts'
import { leaveService } from './leave-service.ts'
import { useWindowKeys } from './use-window-keys.ts'

const panes = {
  1: 'checklist',
  2: 'main',
  3: 'live',
  4: 'commands',
  5: 'timeline',
  6: 'report',
  7: 'output',
  8: 'changes',
  9: 'charts'
} as const
const withChecklistOnly = new Set<KeyAction['kind']>(['moveTask', 'tick', 'elsewhere', 'note', 'copyTask', 'openTask'])

/** The keys of the whole window. */
export function useKeys(): void {
  useWindowKeys((event, place) => {
    if (place !== 'text' && viewStore.getState().awaitsApproval && isTypedTooEarly(event)) return true
    const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey }
    const action = keyAction(press, place)
    if (action === null) return false
    const { service, shell } = feedStore.getState().values
    if (withChecklistOnly.has(action.kind) && !service && !shell?.record) return false
    return carryOut(action, event.target)
  })
}

/**
 * Whether a key is of the text that approves a plan which is still being made: it would move, tick and note things. Any
 * other key means that the person has gone on to something else.
 */
function isTypedTooEarly(event: KeyboardEvent): boolean {
  if (isPlanComing() && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    say('Still being planned: type when you are asked to')
    return true
  }
  setView({ awaitsApproval: false })
  return false
}

/** Returns false when there was nothing to do, so that the browser may. */
function carryOut(action: KeyAction, target: EventTarget | null): boolean {
  switch (action.kind) {
    case 'palette':
    case 'keys':
    case 'connections':
      setView({ overlay: action.kind })
      return true
    case 'practice':
      practise()
      return true
    case 'hint':
      return hint()
    case 'everywhere':
      return toggleEverywhere()
    case 'keepOutput':
      return keepShownOutput()
    case 'debts':
      return showDebts()
    case 'otherMetrics':
      return switchPrometheus()
    case 'statusUpdate':
      return copyStatusUpdate()
    case 'alert':
      return askForAlert()
    case 'judge':
    case 'quick':
      return overService(action.kind)
    case 'say':
      return saySomething(action.what)
    case 'focus':
      focusPane(panes[action.pane])
      return true
    case 'find':
      find()
      return true
    case 'back':
      return back(target)
    case 'proveAgain':
      return proveAgain(feedStore.getState().values.run ?? null) || takeOffer()
    case 'vouch':
      return vouch(feedStore.getState().values.run ?? null)
    case 'stopWaiting':
      return stopWaiting(feedStore.getState().values.run ?? null)
    case 'goOn':
      return goOn(feedStore.getState().values.run ?? null)
    case 'takeBack':
      return takeBack(feedStore.getState().values.run ?? null)
    case 'moveTask':
      moveTask(action.by)
      return true
    case 'tick':
      tickTask(readCurrentTask())
      return true
    case 'elsewhere':
      doneElsewhere(readCurrentTask())
      return true
    case 'note':
      setView({ note: readCurrentTask()?.id ?? null })
      return true
    case 'copyTask':
      copyTaskCommand(readCurrentTask())
      return true
    case 'openTask':
      openTask(readCurrentTask())
      return true
    case 'approval':
      return goToApproval()
  }
}

/** Only of a service that is open. */
function saySomething(saying: NonNullable<ViewState['saying']>): boolean {
  if (!feedStore.getState().values.service) return false
  setView({ saying })
  return true
}

/** Of what is recorded about, also without a cluster. */
function askForAlert(): boolean {
  const { service, shell } = feedStore.getState().values
  if (!service && !shell?.record) return false
  setView({ overlay: 'alert' })
  return true
}

/** Only a service that is open can be asked about. */
function overService(overlay: 'judge' | 'quick'): boolean {
  if (!feedStore.getState().values.service) return false
  setView({ overlay })
  return true
}

/** Where nothing is owed that is said, and no more than that: what answers nothing is pressed again. */
function showDebts(): boolean {
  const { debts, shell } = feedStore.getState().values
  if ((debts ?? []).length > 0) setView({ overlay: 'debts' })
  else if (shell?.environment) say('Backout holds nothing open')
  else return false
  return true
}

/** In an exercise; after it, how it went. */
function hint(): boolean {
  const { shell, practice } = feedStore.getState().values
  if (shell?.environment?.kind !== 'drill') return false
  if (practice?.debrief) {
    setView({ overlay: 'debrief' })
    return true
  }
  if (!practice?.playing) return false
  void ask('practice.hint', {})
  return true
}

function find(): void {
  const services = document.querySelector<HTMLElement>('[data-find="services"]')
  if (services !== null) {
    services.focus()
    return
  }
  // At once: what is typed before the field has the focus would be keys of the window.
  flushSync(() => showTab('commands'))
  const field = document.querySelector<HTMLElement>('[data-find="commands"]')
  // The field is hidden until it is used, and a hidden field takes no focus.
  field?.closest('label')?.removeAttribute('hidden')
  field?.focus()
}

/** One level back: out of the cancel window, a field, the opened command, the record that took the height, the chosen task, then the service. */
function back(target: EventTarget | null): boolean {
  const view = viewStore.getState()
  const { service, run, shell } = feedStore.getState().values
  if (run?.state === 'arming') void ask('run.abort', { runId: run.id })
  else if (target instanceof HTMLElement && target.matches('input, textarea, select')) leaveField(target)
  else if (view.failure !== null) showFailure(null)
  else if (view.detail !== null) {
    showDetail(null)
    focusPane('commands')
  } else if (view.expanded || needsHeight(view.tab)) leaveRecord()
  else if (view.find !== '') setView({ find: '' })
  else if (view.task !== null) setView({ task: null })
  else if (service) leaveService(run ?? null)
  else if (shell?.record) void ask('record.close', {})
  else return false
  return true
}

/** The fields are all that there is of the report: leaving one leaves it. */
function leaveField(field: HTMLElement): void {
  if (field.closest('[data-focus="report"]') !== null && viewStore.getState().expanded) leaveRecord()
  else focusHome()
}

/** Gives the height back, and with it what needs it. */
function leaveRecord(): void {
  const { tab } = viewStore.getState()
  if (needsHeight(tab)) {
    flushSync(() => showTab('commands'))
    focusHome()
  } else setView({ expanded: false })
}
