import type { ReactNode } from 'react'
import type { Observed } from '../../contract/index.ts'
import { leftOutText } from '../../contract/observed.ts'
import { FailureNotice } from './failure-notice.tsx'
import { Age } from './age.tsx'
import css from './ui.module.css'
import { lastReadAt } from './last-read-at.ts'
import { Waiting } from './waiting.tsx'

interface Props<T> {
  readonly observed: Observed<T>
  /** Renders a good reading, and the last good one while unreachable. */
  readonly children: (value: T, observedAt: string) => ReactNode
}

/** The states of a reading, each with its own look: loading, value, absent, forbidden, unreachable. */
export function ObservedView<T>({ observed, children }: Props<T>) {
  if (observed.state === 'loading') return <Waiting text={observed.awaiting} sinceAt={observed.sinceAt} />
  if (observed.state === 'forbidden') return <FailureNotice failure={observed.failure} />
  if (observed.state === 'absent') {
    return (
      <div className={css['notice']} data-testid="absent">
        <b aria-hidden="true">○</b>
        <p>
          {observed.reason} {observed.remedy}
        </p>
      </div>
    )
  }
  const isLost = observed.state === 'unreachable'
  const reading = isLost ? observed.last : observed
  // One tree for both: a link that is lost and found again must not take what was typed and chosen below it.
  return (
    <>
      {isLost && <FailureNotice failure={observed.failure} sinceAt={observed.sinceAt} nextTryAt={observed.nextTryAt} />}
      {reading !== undefined && (
        <div className={isLost ? css['last'] : css['reading']} data-stale={isLost ? true : undefined}>
          {isLost && (
            <p className="unk">
              Last reading <Age at={lastReadAt(reading.observedAt, observed.sinceAt)} limitMs={0} />
            </p>
          )}
          {!isLost && observed.leftOut !== undefined && (
            <p className="warn" data-testid="spoiled">
              {leftOutText(observed.leftOut)}.
            </p>
          )}
          {children(reading.value, reading.observedAt)}
        </div>
      )}
    </>
  )
}
