import { useState } from 'react'
import { failureOf } from '../../../contract/failure.ts'
import { useFeed, useFeedPart } from '../../stores/feeds.ts'
import { useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { LastFailure } from '../../ui/last-failure.tsx'
import ui from '../../ui/ui.module.css'
import css from './shell.module.css'

/** What a second start of the program did not do, TLS that is not verified, a journal that does not take entries or is not what it was, and the last refusal of a request until it is put away, unless a dialog shows it. Read out at once. */
export function FailureBar() {
  const failure = useView((view) => (view.failedIn === null ? view.failure : null))
  const health = useFeedPart('record', (record) => record.health)
  const insecure = useFeed('shell')?.environment?.insecure === true
  const [seen, setSeen] = useState<readonly string[]>([])
  const again = useFeedPart('shell', (shell) => shell.startedAgain) ?? null
  const isAgain = again !== null && !seen.includes(again.at)
  const notices = (health?.notices ?? []).filter((notice) => !seen.includes(notice))
  if (failure === null && health?.state !== 'unhealthy' && !insecure && notices.length === 0 && !isAgain) return null
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
      {isAgain && (
        <section
          className={ui['notice']}
          data-tone="warn"
          data-testid="started-again"
          role="status"
          aria-label="Started again"
        >
          <b aria-hidden="true">!</b>
          <p>
            <b>Backout was started again while this window was open.</b> {again.text}
          </p>
          <Button look="small" onClick={() => setSeen([...seen, again.at])}>
            Dismiss
          </Button>
        </section>
      )}
      {notices.map((notice) => (
        <section key={notice} className={ui['notice']} data-tone="warn" data-testid="record-notice" aria-label={notice}>
          <b aria-hidden="true">!</b>
          <p>{notice}</p>
          <Button look="small" onClick={() => setSeen([...seen, notice])}>
            Dismiss
          </Button>
        </section>
      ))}
      {failure !== null && <LastFailure failure={failure} />}
    </div>
  )
}
