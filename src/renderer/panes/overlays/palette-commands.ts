import type { DecisionView, Run, ServiceRef, ServiceRow, ServicesView } from '../../../contract/index.ts'
import { leadingLever } from '../../../contract/leading-lever.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask, copy } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { setView, viewStore } from '../../stores/view.ts'
import { copyStatusUpdate } from '../checklist/copy-status-update.ts'
import { readCurrentTask } from '../checklist/use-current-task.ts'
import { switchPrometheus } from '../connections/switch-prometheus.ts'
import { editContacts, showIncidents, showPlaces } from '../own/own-actions.ts'
import { goToApproval, planAndApprove } from '../plan/go-to-approval.ts'
import { practise } from '../practice/practise.ts'
import { planInverse } from '../run/run-actions.ts'
import { toggleEverywhere } from '../services/toggle-everywhere.ts'
import { takeOffer, watchOffer } from '../watch/watch-offer.ts'
import { focusPane } from '../shell/focus-pane.ts'

export interface PaletteCommand {
  readonly id: string
  readonly title: string
  readonly keys: string
  readonly run: () => void
}

/** Everything the palette offers right now, what was used last on top. Nothing here approves an action. */
export function paletteCommands(): readonly PaletteCommand[] {
  const { shell, services, service, decision, checklist, debts, run } = feedStore.getState().values
  const always: readonly PaletteCommand[] = [
    { id: 'connections', title: 'Connections', keys: 'F2', run: () => setView({ overlay: 'connections' }) },
    { id: 'keys', title: 'Show all keys', keys: '?', run: () => setView({ overlay: 'keys' }) },
    { id: 'drill', title: 'Practise on the drill', keys: 'p', run: practise },
    { id: 'incidents', title: 'Earlier incidents', keys: '', run: showIncidents },
    { id: 'contacts', title: 'Edit contacts', keys: '', run: () => void editContacts() },
    ...(debts?.length
      ? [
          {
            id: 'debts',
            title: 'Left behind: settle or hand over',
            keys: 'd',
            run: () => setView({ overlay: 'debts' })
          }
        ]
      : []),
    {
      id: 'evidence',
      title: 'Evidence: keep it, or open what was kept',
      keys: '',
      run: () => setView({ overlay: 'evidence' })
    },
    { id: 'places', title: 'Where things are', keys: '', run: showPlaces },
    { id: 'commands', title: 'Go to the commands', keys: '4', run: () => focusPane('commands') },
    { id: 'timeline', title: 'Go to the timeline', keys: '5', run: () => focusPane('timeline') },
    { id: 'report', title: 'Open the report', keys: '6', run: () => openReport() },
    {
      id: 'copyLog',
      title: 'Copy the command log',
      keys: '',
      run: () => void copy({ kind: 'allCommands' }, 'the command log')
    },
    { id: 'copyReport', title: 'Copy the report', keys: '', run: () => void copy({ kind: 'report' }, 'the report') },
    {
      id: 'statusUpdate',
      title: 'Copy a status update',
      keys: 'y',
      run: () => void copyStatusUpdate()
    },
    {
      id: 'alertTime',
      title: 'When the alert went off: into the report',
      keys: 't',
      run: () => setView({ overlay: 'alert' })
    },
    { id: 'saveReport', title: 'Save the report', keys: '', run: () => void ask('report.save', {}) },
    ...(shell?.runsElsewhere ?? [])
      .filter((run) => run.environment.id === shell?.environment?.id)
      .flatMap(({ id, ref, words }) =>
        ref === null
          ? []
          : [
              {
                id: `show-${id}`,
                title: `Show ${ref.name}: ${words.title}`,
                keys: '',
                run: () => void ask('service.open', { ref })
              }
            ]
      ),
    ...(['dark', 'light', 'contrast', 'system'] as const).map((theme) => ({
      id: `theme-${theme}`,
      title: `Theme: ${theme === 'contrast' ? 'high contrast' : theme === 'system' ? 'as the desktop' : theme}`,
      keys: '',
      run: () => void ask('preferences.set', { theme })
    }))
  ]
  const plan = decision?.plan
  const inService: readonly PaletteCommand[] = !service
    ? []
    : [
        ...(plan
          ? [
              {
                id: 'plan',
                title: `Approve: ${lowerFirst(plan.words.title)}`,
                keys: 'a',
                run: () => void goToApproval()
              }
            ]
          : planning(service.ref, decision)),
        ...watching(),
        ...undoing(run ?? null),
        ...together(decision),
        ...choosing(decision),
        ...(
          [
            ['securityIncident', 'Say: security vulnerability or incident, or that it is over', 'i'],
            ['customerReports', 'Say: customers report trouble, or say that it is better', 'u'],
            ['decline', 'Decide not to act, for now', 'o']
          ] as const
        ).map(([saying, title, keys]) => ({ id: saying, title, keys, run: () => setView({ saying }) })),
        { id: 'judge', title: 'Is this safe here, now?', keys: 's', run: () => setView({ overlay: 'judge' }) },
        { id: 'quick', title: 'Quick commands', keys: 'q', run: () => setView({ overlay: 'quick' }) },
        { id: 'services', title: 'All services', keys: 'esc', run: () => void ask('service.close', {}) },
        { id: 'main', title: 'Go to the verdict and the plan', keys: '2', run: () => focusPane('main') },
        { id: 'output', title: 'Logs and events of the pods', keys: 'l', run: () => focusPane('output') },
        { id: 'changes', title: 'What changed before the trouble', keys: 'b', run: () => focusPane('changes') },
        { id: 'charts', title: 'Charts of 15 min, 1 h or 6 h', keys: 'g', run: () => focusPane('charts') },
        { id: 'live', title: 'Go to the live panels', keys: '3', run: () => focusPane('live') }
      ]
  const planned: readonly PaletteCommand[] = !plan
    ? []
    : [
        {
          id: 'colleague',
          title: 'Copy the plan for a colleague',
          keys: '',
          run: () => void copy({ kind: 'planForColleague', planId: plan.id }, 'the plan for a colleague')
        }
      ]
  const task = readCurrentTask()
  const noting: readonly PaletteCommand[] =
    task === null || !(service || shell?.record)
      ? []
      : [{ id: 'note', title: `Write a note: ${task.title}`, keys: 'n', run: () => setView({ note: task.id }) }]
  const steps: readonly PaletteCommand[] = (checklist?.tasks ?? []).map((task) => ({
    id: `task-${task.id}`,
    title: `Step: ${task.title}`,
    keys: '',
    run: () => setView({ task: task.id })
  }))
  const { practice } = feedStore.getState().values
  const playing = shell?.environment?.kind === 'drill' ? (practice?.playing ?? null) : null
  const practising: readonly PaletteCommand[] = [
    ...(playing !== null && playing.hintsLeft > 0
      ? [{ id: 'hint', title: 'Give me a hint', keys: 'h', run: () => void ask('practice.hint', {}) }]
      : []),
    ...(playing !== null
      ? [{ id: 'endExercise', title: 'End the exercise', keys: '', run: () => void ask('practice.end', {}) }]
      : []),
    ...(practice?.lastDebrief
      ? [{ id: 'debrief', title: 'How the exercise went', keys: '', run: () => setView({ overlay: 'debrief' }) }]
      : []),
    ...(shell?.leftForDrill
      ? [{ id: 'back', title: `Back to ${shell.leftForDrill.name}`, keys: '', run: () => void ask('drill.back', {}) }]
      : [])
  ]
  const listing: readonly PaletteCommand[] =
    !services || service
      ? []
      : [
          {
            id: 'everywhere',
            title: services.everywhere ? `Back to ${services.namespace || 'one namespace'}` : 'All namespaces',
            keys: '0',
            run: () => void toggleEverywhere()
          }
        ]
  const closing: readonly PaletteCommand[] = !shell?.environment
    ? []
    : [
        {
          id: 'otherMetrics',
          title: 'Metrics the other way: by a port-forward, or through the service proxy',
          keys: 'm',
          run: () => void switchPrometheus()
        },
        {
          id: 'close',
          title: `Close ${shell.environment.name}`,
          keys: '',
          run: () => void ask('environment.close', {})
        }
      ]
  const withoutCluster: readonly PaletteCommand[] = shell?.environment
    ? []
    : [
        {
          id: 'record',
          title: 'Checklist and last record, without a cluster',
          keys: '',
          run: () => void ask('record.open', {})
        }
      ]
  const openings: readonly PaletteCommand[] = lastRows(services?.rows)
    .filter(({ ref }) => ref.name !== service?.ref.name || ref.namespace !== service.ref.namespace)
    .map((row) => ({
      id: `open-${row.uid}`,
      title: `Open ${row.ref.name}${services?.everywhere ? ` in ${row.ref.namespace}` : ''}`,
      keys: '',
      run: () => void ask('service.open', { ref: row.ref })
    }))
  return usedFirst([
    ...inService,
    ...planned,
    ...noting,
    ...practising,
    ...withoutCluster,
    ...listing,
    ...always,
    ...closing,
    ...(service || shell?.record ? steps : []),
    ...(shell?.environment ? openings : [])
  ])
}

/** After a change that somebody else took back. */
function watching(): readonly PaletteCommand[] {
  const offered = watchOffer(feedStore.getState().values)
  if (offered === null) return []
  const title = `Watch it for ${formatDuration(offered.forMs)}`
  return [{ id: 'watch', title, keys: 'w', run: () => void takeOffer() }]
}

/** The services as they were read last, worst first. */
function lastRows(rows: ServicesView['rows'] | undefined): readonly ServiceRow[] {
  if (rows?.state === 'value') return rows.value
  return rows?.state === 'unreachable' ? (rows.last?.value ?? []) : []
}

function usedFirst(commands: readonly PaletteCommand[]): readonly PaletteCommand[] {
  const { used } = viewStore.getState()
  const recent = used.flatMap((id) => commands.filter((command) => command.id === id))
  return [...recent, ...commands.filter((command) => !used.includes(command.id))]
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function openReport(): void {
  focusPane('report')
}

/** Plans the lever that the screen is about. */
function planning({ name }: ServiceRef, decision: DecisionView | undefined): readonly PaletteCommand[] {
  const lever = decision && leadingLever(decision)
  return lever ? [{ id: 'plan', title: `${name}: plan to ${lever.verb}`, keys: '', run: planAndApprove }] : []
}

/** What can be chosen for the lever that the screen is about, where that is folded: several are picked from a table that is open. */
function choosing(decision: DecisionView | undefined): readonly PaletteCommand[] {
  const lever = decision && leadingLever(decision)
  if (!lever || lever.picks === 'several' || lever.optionsTitle === '' || lever.options.length === 0) return []
  return [{ id: 'choose', title: `${lever.title}: choose another`, keys: '', run: () => setView({ choosing: true }) }]
}

/** The way back from what was done. */
function undoing(run: Run | null): readonly PaletteCommand[] {
  const inverse = run?.state === 'settled' ? run.inverse : null
  if (run === null || inverse === null) return []
  return [
    { id: 'undoThis', title: `Undo this: ${inverse.text}`, keys: '', run: () => void planInverse(run.id, inverse) }
  ]
}

/** The levers that take several services at once: found by that word, wherever they stand in the decision. */
function together(decision: DecisionView | undefined): readonly PaletteCommand[] {
  return (decision?.levers ?? [])
    .filter(({ picks, options, state }) => picks === 'several' && options.length > 1 && state !== 'refused')
    .map(({ id, title, options }) => ({
      id: `together-${id}`,
      title: `Together: ${lowerFirst(title)}, many or several of ${options.length}`,
      keys: '',
      run: () => void ask('plan.prepare', { lever: id })
    }))
}
