import type { OutputEvent } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'

/** The events, the newest first. */
export function OutputEvents({
  events,
  isRead
}: {
  readonly events: readonly OutputEvent[]
  readonly isRead: boolean
}) {
  return (
    <>
      <h3>Events</h3>
      {events.length === 0 && (
        <p className="dim">{isRead ? 'None in the last hour: a server keeps them no longer.' : 'Being read.'}</p>
      )}
      <ul>
        {events.map(({ uid, at, type, reason, object, message, count }) => (
          <li key={uid}>
            <p>
              <time dateTime={at}>{utc(at)}</time> <b className={type === 'Normal' ? undefined : 'warn'}>{reason}</b>
              {count > 1 && ` ${count} times`} <span className="dim">{object}</span>
            </p>
            <p>{message}</p>
          </li>
        ))}
      </ul>
    </>
  )
}
