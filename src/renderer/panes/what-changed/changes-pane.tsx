import { useEffect } from 'react'
import { eventsKeptMs, type WhatChangedView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { ChangeRow } from './change-row.tsx'
import { onRowKey } from './row-keys.ts'
import css from './what-changed.module.css'

/** What changed before the trouble. It is read when this comes on the screen. */
export function ChangesPane() {
  const view = useFeed('changes') ?? null
  const readAt = view?.readAt ?? null
  useEffect(() => {
    void ask('changes.look', {})
    return () => void ask('changes.leave', {})
  }, [])
  return (
    <section
      className={css['pane']}
      tabIndex={0}
      data-focus="changes"
      data-testid="changes"
      aria-label="What changed"
      aria-busy={readAt === null}
      onKeyDown={onRowKey}
    >
      {view === null || readAt === null ? (
        <p className="dim">What changed is being read.</p>
      ) : (
        <Changes view={view} readAt={readAt} />
      )}
    </section>
  )
}

function Changes({ view, readAt }: { readonly view: WhatChangedView; readonly readAt: string }) {
  const { changes, likeliest, unread, notServed, leftOut } = view
  const before = changes.filter(({ beforeMs }) => beforeMs >= 0)
  const after = changes.filter(({ beforeMs }) => beforeMs < 0)
  return (
    <>
      <Lead view={view} />
      {unread.map(({ kind, failure }) => (
        <FailureNotice
          key={kind}
          failure={failure}
          lead={`${kind} could not be read; whether they changed is not known.`}
        />
      ))}
      <Rows changes={before} cause={likeliest?.id} name="Changes, the newest first" />
      {after.length > 0 && <h3 className={css['apart']}>After it began</h3>}
      <Rows changes={after} name="Changes after it began, the newest first" />
      {leftOut > 0 && <p className="warn">{leftOut} more, further back, are not shown.</p>}
      <p className="dim">
        Read at {utc(readAt)}. Times and writers are those of managedFields: a later write by the same writer hides an
        earlier one, and what was deleted leaves no trace but an event.
        {Date.parse(readAt) - Date.parse(view.aroundAt) > eventsKeptMs &&
          ` Servers keep events for an hour: those from before ${utc(new Date(Date.parse(readAt) - eventsKeptMs).toISOString())} may be gone.`}
        {notServed.length > 0 && ` Not served here: ${notServed.join(', ')}.`}
      </p>
    </>
  )
}

function Rows(of: {
  readonly changes: WhatChangedView['changes']
  readonly cause?: string | undefined
  readonly name: string
}) {
  const { changes, cause, name } = of
  if (changes.length === 0) return null
  return (
    <ol className={css['rows']} aria-label={name}>
      {changes.map((change) => (
        <ChangeRow key={change.id} change={change} isLikeliest={change.id === cause} />
      ))}
    </ol>
  )
}

/** The moment that is looked back from, and what explains it best. */
function Lead({ view }: { readonly view: WhatChangedView }) {
  const { aroundAt, fromAt, isCrossing, isCrossedEarlier = false, changes, likeliest } = view
  const cause = changes.find(({ id }) => id === likeliest?.id)
  const span = formatDuration(Date.parse(aroundAt) - Date.parse(fromAt))
  const around = isCrossing
    ? isCrossedEarlier
      ? `A limit was past at ${utc(aroundAt)}, in the first reading of the last day that there is: it was crossed then or earlier.`
      : `A limit was first crossed at ${utc(aroundAt)}.`
    : `Nothing is past a limit; looked at from ${utc(aroundAt)}.`
  return (
    <p className={css['lead']} data-testid="likeliest" role="status">
      {around}{' '}
      {cause === undefined ? (
        `Nothing that was read in the ${span} before explains ${isCrossing ? 'it' : 'trouble'}.`
      ) : (
        <>
          {isCrossing ? 'Likeliest' : 'Nearest'}: <b>{withControlsShown(cause.object)}</b>.{' '}
          {withControlsShown(likeliest?.why ?? '')}
        </>
      )}
    </p>
  )
}
