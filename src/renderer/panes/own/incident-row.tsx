import type { IncidentEnd, IncidentView } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
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

interface Props {
  readonly incident: IncidentView
  readonly selected: boolean
  /** An environment is open, whose record does not give way. */
  readonly isReadOnly: boolean
  readonly onOpen: () => void
}

/** One incident of the journal: where and when it was, and how it ended. */
export function IncidentRow({ incident, selected, isReadOnly, onOpen }: Props) {
  return (
    <li data-testid="incident" aria-current={selected}>
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
        aria-label={`${isReadOnly ? 'Read' : 'Open'} the record of ${incident.ref.name}, ${when(incident)}`}
        onClick={onOpen}
      >
        {isReadOnly ? 'Read' : 'Open'}
      </Button>
    </li>
  )
}

/** Day and time, in UTC as everywhere; how long it was looked after. */
function when({ startedAt, lastAt }: IncidentView): string {
  const [day = '', time = ''] = startedAt.split('T')
  const minutes = Math.round((Date.parse(lastAt) - Date.parse(startedAt)) / 60_000)
  return `${day} ${time.slice(0, 5)} UTC${minutes > 0 ? `, ${minutes} min` : ''}`
}
