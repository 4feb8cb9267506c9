import { failureOf } from '../../../contract/failure.ts'
import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { useView } from '../../stores/view.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { LastFailure } from '../../ui/last-failure.tsx'
import ui from '../../ui/ui.module.css'
import css from './shell.module.css'

/** TLS that is not verified, a journal that does not take entries, and the last refusal of a request until it is put away, unless a dialog shows it. Read out at once. */
export function FailureBar() {
  const failure = useView((view) => (view.failedIn === null ? view.failure : null))
  const health = useFeedPart('record', (record) => record.health)
  const insecure = useFeed('shell')?.environment?.insecure === true
  if (failure === null && health?.state !== 'unhealthy' && !insecure) return null
  return (
    <div className={css['failureBar']} data-testid="failure-bar">
      {insecure && (
        <section className={ui['notice']} data-tone="warn" data-testid="insecure" aria-label="TLS is not verified">
          <b aria-hidden="true">!</b>
          <p>
            <b>TLS is not verified.</b> Anyone between here and the cluster can pretend to be it, so Backout only reads
            here. Give the kubeconfig the cluster's certificate authority to change anything.
          </p>
        </section>
      )}
      {health?.state === 'unhealthy' && (
        <FailureNotice
          lead="Not recording."
          failure={failureOf('internal', health.reason, { remedy: health.remedy })}
          assertive
        />
      )}
      {failure !== null && <LastFailure failure={failure} />}
    </div>
  )
}
