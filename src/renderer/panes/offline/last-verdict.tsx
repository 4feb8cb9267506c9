import type { LastKnown } from '../../../contract/index.ts'
import { utcSpelled } from '../../../contract/words/format-time.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import css from './offline.module.css'

interface Props {
  readonly known: LastKnown
  /** The heading of the screen is elsewhere. */
  readonly beside?: boolean
}

/** The sentence that decided last, with its age, while nothing can be read: in the colour of what is not counted. */
export function LastVerdict({ known, beside = false }: Props) {
  const { verdict } = known
  const now = useNowMs()
  const Heading = beside ? 'h2' : 'h1'
  return (
    <section className={css['last']} data-testid="last-known" data-level={verdict?.level ?? 'none'}>
      <Heading>
        <em className="unk">{verdict === null ? 'Offline.' : `Last known: ${verdict.lead}`}</em>{' '}
        {verdict === null ? 'No verdict was kept.' : verdict.rest}
      </Heading>
      <p data-testid="as-of">
        <b>
          As of {timeOf(known.at, now)}, {formatDuration(now - Date.parse(known.at))} ago.
        </b>{' '}
        Nothing can be sent until the connection is back.
      </p>
    </section>
  )
}

/** With its day where it is not of the last hours. */
function timeOf(at: string, nowMs: number): string {
  const isRecent = nowMs - Date.parse(at) < 12 * 3_600_000
  return utcSpelled(at, { dated: !isRecent })
}
