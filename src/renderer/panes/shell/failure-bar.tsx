import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import css from './shell.module.css'

/** The last refusal of a request, until it is put away. Read out at once. */
export function FailureBar() {
  const failure = useView((view) => view.failure)
  if (failure === null) return null
  return (
    <div className={css['failureBar']} data-testid="failure-bar">
      <FailureNotice
        failure={failure}
        assertive
        actions={
          <Button look="small" onClick={() => setView({ failure: null })}>
            Put away
          </Button>
        }
      />
    </div>
  )
}
