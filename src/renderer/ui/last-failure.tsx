import type { Failure } from '../../contract/index.ts'
import { showFailure } from '../stores/view.ts'
import { Button } from './button.tsx'
import { FailureNotice } from './failure-notice.tsx'

/** The last refusal of a request, read out at once, until it is put away. */
export function LastFailure({ failure }: { readonly failure: Failure }) {
  return (
    <FailureNotice
      failure={failure}
      assertive
      actions={
        <Button look="small" onClick={() => showFailure(null)}>
          Dismiss
        </Button>
      }
    />
  )
}
