import type { ReactNode } from 'react'
import type { Observed } from '../../../contract/index.ts'
import { isStale, leftOutText } from '../../../contract/observed.ts'
import { formatAge, formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs, useStaleLimitMs } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import { classNames } from '../../ui/class-names.ts'
import { nextTryText } from '../../ui/next-try.ts'
import css from './live.module.css'

interface Props<T> {
  readonly title: string
  readonly id: string
  readonly observed: Observed<T>
  readonly children: (value: T, observedAt: string, live: boolean) => ReactNode
}

/** A panel in each state of its reading; a lost link keeps the last reading, marked as not counted. */
export function PanelState<T>({ title, id, observed, children }: Props<T>) {
  const now = useNowMs()
  const limitMs = useStaleLimitMs('objects')
  return (
    <section className={css['panel']} data-testid={`panel-${id}`} data-state={observed.state} aria-label={title}>
      {observed.state === 'value' && (
        <div data-stale={isStale(observed.observedAt, new Date(now), limitMs)}>
          {children(observed.value, observed.observedAt, true)}
          {observed.leftOut !== undefined && (
            <p className={classNames(css['sentence'], css['leftOut'])} data-testid="spoiled">
              <span className="warn">{leftOutText(observed.leftOut)}.</span>
            </p>
          )}
        </div>
      )}
      {observed.state === 'loading' && (
        <h2>
          {title}
          <span>
            waiting for {observed.awaiting}, {formatDuration(now - Date.parse(observed.sinceAt))}
          </span>
        </h2>
      )}
      {observed.state === 'absent' && (
        <h2>
          {title}
          <span>{observed.reason}</span>
        </h2>
      )}
      {observed.state === 'forbidden' && (
        <>
          <h2>
            {title}
            <span className="warn">⊘ not allowed</span>
          </h2>
          <p className={css['sentence']}>{observed.failure.message}</p>
        </>
      )}
      {observed.state === 'unreachable' && (
        <>
          {observed.last !== undefined && (
            <div data-stale="true">{children(observed.last.value, observed.last.observedAt, false)}</div>
          )}
          {observed.last === undefined && <h2>{title}</h2>}
          <p className={css['sentence']}>
            <span className="bad">✕ unreachable for {formatAge(now - Date.parse(observed.sinceAt))}</span>
            {observed.nextTryAt !== undefined && `, ${nextTryText(observed.nextTryAt, now)}`}
            {observed.last !== undefined && (
              <>
                {' '}
                · <Age at={observed.last.observedAt} limitMs={0} />
              </>
            )}
          </p>
        </>
      )}
    </section>
  )
}
