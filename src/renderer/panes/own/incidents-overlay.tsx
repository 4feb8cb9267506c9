import type { IncidentEnd, IncidentView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import css from './own.module.css'

const ends: Readonly<Record<IncidentEnd, { readonly text: string; readonly tone: string }>> = {
  proved: { text: 'done and proved', tone: 'ok' },
  attested: { text: 'done, attested by hand', tone: 'ok' },
  notProved: { text: 'applied, not proved', tone: 'bad' },
  notApplied: { text: 'not applied', tone: 'bad' },
  cancelled: { text: 'cancelled', tone: 'dim' },
  underWay: { text: 'not settled', tone: 'warn' },
  read: { text: 'nothing was changed', tone: 'dim' }
}

/** The incidents of the journal, from which any record is opened without a cluster. */
export function IncidentsOverlay() {
  const open = useView((view) => view.overlay === 'incidents')
  const profile = useFeed('profile')
  const shell = useFeed('shell')
  if (!open) return null
  const incidents = profile?.incidents ?? null
  const environment = shell?.environment ?? null
  return (
    <Dialog title="Earlier incidents" onClose={() => setView({ overlay: 'none' })}>
      {environment !== null && (
        <p className={css['hint']}>
          Records are opened without a cluster, and {environment.name} is open.{' '}
          <Button look="small" onClick={() => void ask('environment.close', {})}>
            Close {environment.name}
          </Button>
        </p>
      )}
      {incidents === null && <p className="dim">Reading the journal…</p>}
      {incidents?.length === 0 && <p className="dim">The journal holds no incident yet.</p>}
      <ul className={css['incidents']} data-testid="incidents">
        {(incidents ?? []).map((incident) => (
          <li key={incident.firstSeq}>
            <div className={css['what']}>
              <b>
                {incident.ref.namespace}/{incident.ref.name}
              </b>
              <small>
                {incident.kind === 'drill' ? 'DRILL' : incident.environment} · {when(incident)}
              </small>
              {incident.text !== '' && <small>{incident.text}</small>}
            </div>
            <span className={ends[incident.end].tone}>{ends[incident.end].text}</span>
            <Button
              look="small"
              disabled={environment !== null}
              aria-label={`Open the record of ${incident.ref.name}, ${when(incident)}`}
              onClick={() => void openRecord(incident)}
            >
              Open
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

async function openRecord({ firstSeq }: IncidentView): Promise<void> {
  if ((await ask('record.open', { firstSeq })) !== undefined) setView({ overlay: 'none' })
}

/** Day and time, in UTC as everywhere; how long it was looked after. */
function when({ startedAt, lastAt }: IncidentView): string {
  const [day = '', time = ''] = startedAt.split('T')
  const minutes = Math.round((Date.parse(lastAt) - Date.parse(startedAt)) / 60_000)
  return `${day} ${time.slice(0, 5)} UTC${minutes > 0 ? `, ${minutes} min` : ''}`
}
