import type { ServiceView } from '../../../contract/index.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Waiting } from '../../ui/waiting.tsx'

/** What keeps the Deployment itself from being read; the checklist and the record work all the same. */
export function ServiceNotices({ service }: { readonly service: ServiceView }) {
  const deployment = service.deployment
  if (deployment.state === 'forbidden') return <FailureNotice failure={deployment.failure} />
  if (deployment.state === 'unreachable') {
    return <FailureNotice failure={deployment.failure} sinceAt={deployment.sinceAt} nextTryAt={deployment.nextTryAt} />
  }
  if (deployment.state === 'loading') return <Waiting text={deployment.awaiting} sinceAt={deployment.sinceAt} />
  return null
}
