import type { KeyboardEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { EnvironmentView, IncidentView, ReportView } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { scrollWithin } from '../../ui/scroll-within.ts'
import { ReportText } from '../report/report-text.tsx'
import { IncidentRow } from './incident-row.tsx'
import css from './own.module.css'

/** The incidents of the journal, from which any record is opened without a cluster; keys as in the list of services. */
export function IncidentsOverlay() {
  const open = useView((view) => view.overlay === 'incidents')
  const incidents = useFeed('profile')?.incidents ?? null
  const environment = useFeed('shell')?.environment ?? null
  return open ? <OpenOverlay incidents={incidents} environment={environment} /> : null
}

interface Props {
  readonly incidents: readonly IncidentView[] | null
  readonly environment: EnvironmentView | null
}

function OpenOverlay({ incidents, environment }: Props) {
  const [cursor, setCursor] = useState(0)
  const [reading, setReading] = useState<(ReportView & Pick<IncidentView, 'firstSeq'>) | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const last = (incidents?.length ?? 0) - 1
  const chosen = incidents?.[cursor]
  const isOpen = environment !== null
  // Also after a button that had the focus has gone.
  useEffect(() => list.current?.focus({ preventScroll: true }), [isOpen, reading])
  useEffect(() => {
    scrollWithin(list.current?.querySelector<HTMLElement>('[aria-current="true"]') ?? null)
  }, [cursor])

  function openRecord({ firstSeq }: IncidentView): void {
    if (environment !== null) {
      void ask('incidents.report', { firstSeq }).then((report) => setReading(report ? { ...report, firstSeq } : null))
      return
    }
    void ask('record.open', { firstSeq }).then((opened) => {
      if (opened !== undefined) setView({ overlay: 'none' })
    })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isOnButton = event.target instanceof HTMLElement && event.target.matches('button')
    if (event.key === 'ArrowDown' || event.key === 'j') setCursor(Math.max(0, Math.min(last, cursor + 1)))
    else if (event.key === 'ArrowUp' || event.key === 'k') setCursor(Math.max(0, cursor - 1))
    else if (event.key === 'Enter' && !isOnButton && chosen !== undefined) openRecord(chosen)
    else return
    event.preventDefault()
  }

  if (reading !== null) {
    return (
      <Dialog title="Earlier incident, to read only" onClose={() => setReading(null)}>
        <ReportText markdown={reading.markdown} />
        <Button
          look="small"
          onClick={() => void copy({ kind: 'incidentReport', firstSeq: reading.firstSeq }, 'the report')}
        >
          Copy
        </Button>
      </Dialog>
    )
  }
  return (
    <Dialog title="Earlier incidents" onClose={() => setView({ overlay: 'none' })}>
      <div onKeyDown={onKeyDown} role="presentation">
        {environment !== null && (
          <p className={css['hint']}>
            {environment.name} stays open: records are read only beside it. To go on in one, close it first.{' '}
            <Button look="small" onClick={() => void ask('environment.close', {})}>
              Close {environment.name}
            </Button>
          </p>
        )}
        {incidents === null && <p className="dim">Reading the journal…</p>}
        {incidents?.length === 0 && <p className="dim">The journal holds no incident yet.</p>}
        <div ref={list} className={css['list']} tabIndex={0} role="region" aria-label="Incidents">
          <ul className={css['incidents']} data-testid="incidents">
            {(incidents ?? []).map((incident, index) => (
              <IncidentRow
                key={incident.firstSeq}
                incident={incident}
                selected={index === cursor}
                isReadOnly={isOpen}
                onOpen={() => openRecord(incident)}
              />
            ))}
          </ul>
        </div>
        <p className={css['keys']}>
          <kbd>j</kbd> <kbd>k</kbd> move &nbsp; <kbd>enter</kbd> {isOpen ? 'read' : 'open'} &nbsp; <kbd>esc</kbd> close
        </p>
      </div>
    </Dialog>
  )
}
