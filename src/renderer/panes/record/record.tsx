import type { KeyboardEvent } from 'react'
import type { CommandView } from '../../../contract/index.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import type { BottomTab } from '../../stores/view.ts'
import { isOfService, showTab, useView } from '../../stores/view.ts'
import { OutputPane } from '../output/output-pane.tsx'
import { ReportPane } from '../report/report-pane.tsx'
import { PaneSplitter } from '../shell/pane-splitter.tsx'
import { TimelinePane } from '../timeline/timeline-pane.tsx'
import { ChangesPane } from '../what-changed/changes-pane.tsx'
import { KeyStrip } from './key-strip.tsx'
import { late } from '../../ui/late.tsx'
import css from './record.module.css'
import { RecordActions } from './record-actions.tsx'

// Terminal and charts are the largest things in the window, and the first screen is usable without them.
const CommandsPane = late(async () => (await import('../terminal/commands-pane.tsx')).CommandsPane)
const ChartsPane = late(async () => (await import('../charts/charts-pane.tsx')).ChartsPane)

const tabs: readonly { readonly id: BottomTab; readonly title: string }[] = [
  { id: 'commands', title: 'Commands' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'report', title: 'Report draft' },
  { id: 'output', title: 'Logs and events' },
  { id: 'changes', title: 'What changed' },
  { id: 'charts', title: 'Charts' }
]

const none: readonly CommandView[] = []

/** The record: exact commands, timeline, report. */
export function Record() {
  const commands = useFeedPart('record', (record) => record.commands) ?? none
  const hasService = useFeedPart('service', (service) => service !== null) ?? false
  const chosen = useView((view) => view.tab)
  const tab = isOfService(chosen) && !hasService ? 'commands' : chosen
  const shown = hasService ? tabs : tabs.filter(({ id }) => !isOfService(id))

  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    const index = shown.findIndex((each) => each.id === tab)
    const next = shown[(index + by + shown.length) % shown.length]
    if (next === undefined) return
    showTab(next.id)
    document.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus()
    event.preventDefault()
  }

  return (
    <section className={css['record']} aria-label="Record">
      <PaneSplitter pane="log" />
      <div className={css['bar']}>
        <div className={css['tabs']} role="tablist" aria-label="Record" onKeyDown={onKeyDown}>
          {shown.map(({ id, title }) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              aria-selected={tab === id}
              aria-controls="record-panel"
              tabIndex={tab === id ? 0 : -1}
              onClick={() => showTab(id)}
            >
              {title}
              {id === 'commands' && commands.length > 0 && ` ${commands.length}`}
            </button>
          ))}
        </div>
        <RecordActions tab={tab} />
      </div>
      <div id="record-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className={css['panel']}>
        {tab === 'commands' && <CommandsPane commands={commands} />}
        {tab === 'timeline' && <TimelinePane />}
        {tab === 'report' && <ReportPane />}
        {tab === 'output' && <OutputPane />}
        {tab === 'changes' && <ChangesPane />}
        {tab === 'charts' && <ChartsPane />}
      </div>
      {hasService && <KeyStrip />}
    </section>
  )
}
