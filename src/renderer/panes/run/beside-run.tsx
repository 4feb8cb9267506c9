import { useState } from 'react'
import type { DecisionView, ServiceView, Verdict } from '../../../contract/index.ts'
import { DecisionPane } from '../plan/decision-pane.tsx'
import css from './run.module.css'

interface Props {
  readonly decision: DecisionView
  readonly service: ServiceView
  readonly verdict: Verdict | null
  readonly insecure: boolean
}

/** The decision below a run that is only being proved: nothing keeps the operator from the next one. */
export function BesideRun({ decision, service, verdict, insecure }: Props) {
  const [wanted, setWanted] = useState(false)
  // A plan is there to be looked at.
  const open = wanted || decision.plan !== null
  return (
    <details
      className={css['later']}
      open={open}
      data-testid="beside-run"
      onToggle={(event) => setWanted(event.currentTarget.open)}
    >
      <summary>
        The decision, as it is read now:{' '}
        {verdict === null ? 'no verdict yet' : `${verdict.lead} ${verdict.rest}`.trim()}
      </summary>
      {open && (
        <>
          <DecisionPane decision={decision} service={service} verdict={verdict} insecure={insecure} below />
        </>
      )}
    </details>
  )
}
