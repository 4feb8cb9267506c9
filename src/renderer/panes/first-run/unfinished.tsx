import type { UnfinishedIncident } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utcSpelled } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { useNowMs } from '../../stores/clock.ts'
import css from './first-run.module.css'

interface Props {
  readonly incident: UnfinishedIncident
  readonly disabled: boolean
  /** Enter chooses it, and says so. */
  readonly keyName?: string
}

/** Opens the record of the incident that was open before, where its cluster is not. */
export function goOnWith({ firstSeq }: UnfinishedIncident): void {
  void ask('record.open', { firstSeq })
}

/** The incident that was open before, to go on with from what is known of it. */
export function Unfinished({ incident, disabled, keyName = '' }: Props) {
  const now = useNowMs()
  const { service, environment, at, lead, isPlanned } = incident
  const isToday = now - Date.parse(at) < 12 * 3_600_000
  return (
    <button
      type="button"
      className={css['choice']}
      data-testid="unfinished"
      data-selected={!disabled}
      disabled={disabled}
      onClick={() => goOnWith(incident)}
    >
      <b>
        Go on with {service.namespace}/{service.name} in {environment.name}
      </b>{' '}
      <span>
        {lead === '' ? 'Last' : `“${lead}” Last`} known as of {utcSpelled(at, { dated: !isToday })},{' '}
        {formatDuration(Math.max(0, now - Date.parse(at)))} ago. Its checklist{isPlanned ? ', what was planned,' : ''}{' '}
        and its record; the cluster is tried again by itself.
      </span>{' '}
      {keyName !== '' && <kbd>{keyName}</kbd>}
    </button>
  )
}
