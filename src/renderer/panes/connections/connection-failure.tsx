import type { Failure } from '../../../contract/index.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { StartAgain } from '../practice/start-again.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'

/** A failure of the open environment, with the way to where it is mended: the connections. */
export function ConnectionFailure({ failure }: { readonly failure: Failure }) {
  return (
    <FailureNotice
      failure={failure}
      assertive
      actions={
        <>
          <StartAgain failure={failure} />
          <Button look="small" onClick={() => setView({ overlay: 'connections' })}>
            Open the connections
          </Button>
        </>
      }
    />
  )
}
