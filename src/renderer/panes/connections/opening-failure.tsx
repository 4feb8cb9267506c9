import type { ConnectionView, Failure, RequestInput } from '../../../contract/index.ts'
import { saidKind } from '../../../contract/environment.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { StartAgain } from '../practice/start-again.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'

interface Props {
  readonly failure: Failure
  readonly connections: readonly ConnectionView[]
}

/** Why an environment could not be opened, which one it was, and the way to try again. */
export function OpeningFailure({ failure, connections }: Props) {
  const { environment } = failure.address
  const again = environment === undefined ? undefined : openingOf(environment, connections)
  return (
    <FailureNotice
      failure={failure}
      assertive
      {...(environment === undefined ? {} : { lead: `${environment} is not open.` })}
      actions={
        again === undefined ? (
          <StartAgain failure={failure} />
        ) : (
          <>
            <StartAgain failure={failure} />
            <Button look="small" onClick={() => void ask('environment.open', again)}>
              Try {environment} again
            </Button>
            <Button look="small" onClick={() => void ask('record.open', {})}>
              What was known last
            </Button>
          </>
        )
      }
    />
  )
}

/** What opens an environment of this name as it was opened last. */
function openingOf(name: string, connections: readonly ConnectionView[]): RequestInput<'environment.open'> | undefined {
  for (const { id: connectionId, contexts } of connections) {
    const context = contexts.find(({ known }) => known?.name === name)
    if (context?.known === undefined) continue
    const { namespace } = context.known
    return {
      connectionId,
      context: context.name,
      name,
      ...saidKind(context.known),
      ...(namespace === '' ? {} : { namespace })
    }
  }
  return undefined
}
