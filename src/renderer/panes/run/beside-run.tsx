import { useEffect, useRef } from 'react'
import type { DecisionView, Run, ServiceView, Verdict } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { useInDoubtSince } from '../../stores/clock.ts'
import { DecisionPane } from '../plan/decision-pane.tsx'
import { showBesideRun } from '../plan/go-to-approval.ts'
import { isNothingSent } from './is-nothing-sent.ts'
import css from './run.module.css'
import { waysOn } from './ways-on.ts'

interface Props {
  /** The run above. */
  readonly run: Run
  readonly decision: DecisionView
  readonly service: ServiceView
  readonly verdict: Verdict | null
  readonly insecure: boolean
  /** Somebody opened it. */
  readonly wanted: boolean
  readonly onToggle: (isOpen: boolean) => void
}

/** The decision below a run that is only being proved: nothing keeps the operator from the next one. */
export function BesideRun({ run, decision, service, verdict, insecure, wanted, onToggle }: Props) {
  const { plan } = decision
  const isAskedFor = plan?.continues?.runId === run.id
  // One that came by itself is not what is left of a run that stopped half-way: its own ways on are read first.
  const isApart = waysOn(run).goOn && !isAskedFor
  // A plan is there to be looked at.
  const isPlanned = plan !== null && !isApart
  const open = wanted || isPlanned
  const unreadSince = useInDoubtSince()
  const asRead = unreadSince === null ? 'as it is read now' : `as it was read at ${utc(unreadSince)}`
  const details = useRef<HTMLDetailsElement>(null)
  // A key has it approved from now on: it is not left below the edge. That nothing was sent is read first, and stays in sight, and
  // so does how a run ended beside a plan that nobody can approve: only what somebody asked for from there takes its place.
  const isShown = isPlanned && (isAskedFor || !(isNothingSent(run) || plan.blocked))
  useEffect(() => {
    if (isShown) showBesideRun(details.current)
  }, [isShown])
  return (
    <details
      ref={details}
      className={css['later']}
      open={open}
      data-testid="beside-run"
      onToggle={(event) => onToggle(event.currentTarget.open)}
    >
      <summary>
        The decision, {asRead}: {saidOf(verdict, run)}
        {isApart && plan !== null && ` Another plan came by itself: ${plan.words.title}.`}
      </summary>
      {open && (
        <>
          <DecisionPane decision={decision} service={service} verdict={verdict} insecure={insecure} below />
        </>
      )}
    </details>
  )
}

/** While it is being proved, calm is no verdict that nothing was to be done: it is what the proof waits for. */
function saidOf(verdict: Verdict | null, { state }: Run): string {
  if (verdict === null) return 'no verdict yet'
  const isWaiting = state === 'verifying' && verdict.level === 'hold'
  return `${isWaiting ? 'Waiting for the proof.' : verdict.lead} ${verdict.rest}`.trim()
}
