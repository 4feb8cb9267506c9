import { failureOf } from '../../../contract/failure.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import css from './shell.module.css'

/** A journal that does not take entries, and the last refusal of a request until it is put away. Read out at once. */
export function FailureBar() {
  const failure = useView((view) => view.failure)
  const health = useFeed('record')?.health
  if (failure === null && health?.state !== 'unhealthy') return null
  return (
    <div className={css['failureBar']} data-testid="failure-bar">
      {health?.state === 'unhealthy' && (
        <FailureNotice
          failure={failureOf('internal', `Nothing is being recorded: ${health.reason}`, { remedy: health.remedy })}
          assertive
        />
      )}
      {failure !== null && (
        <FailureNotice
          failure={failure}
          assertive
          actions={
            <Button look="small" onClick={() => setView({ failure: null })}>
              Put away
            </Button>
          }
        />
      )}
    </div>
  )
}
