import { useEffect, useRef } from 'react'
import type { Run, RunStep, ServiceView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs } from '../../stores/clock.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import plan from '../plan/plan.module.css'
import { focusPane } from '../shell/focus-pane.ts'
import { Debts } from './will-be-put-back.tsx'
import { HalfWay } from './half-way.tsx'
import { Inverse } from './inverse.tsx'
import { PendingCommands } from './pending-commands.tsx'
import { Proof } from './proof.tsx'
import { RunFooter } from './run-footer.tsx'
import { RunSteps } from './steps-in-run.tsx'
import { asksAgain } from './asks-again.ts'
import { elapsedText, isLate } from './elapsed-text.ts'
import { expectedMsOf, plannedRows, stepRows } from './step-rows.ts'
import { waysOn } from './ways-on.ts'

interface Props {
  readonly run: Run
  readonly service: ServiceView
  /** The verdict above is newer than the proof and worse. */
  readonly overtaken: boolean
  /** The next plan is on the screen below. */
  readonly planned: boolean
}

/** The lever's card while it runs, and its proof once it has settled. */
export function RunPane({ run, service, overtaken, planned }: Props) {
  const now = useNowMs()
  const verdict = useFeed('verdict') ?? null
  const before = useRef<Run['state'] | null>(null)
  useEffect(() => {
    const isNew = before.current === null
    before.current = run.state
    // It takes the place of a plan that was read to its end; and how it ended is said on top.
    if (run.state === 'arming' || (!isNew && run.state === 'settled')) document.querySelector('main')?.scrollTo?.(0, 0)
    // What was typed into or pressed is gone: the focus stays where the action is. A run that was there before keeps it.
    if ((!isNew || run.state === 'arming') && document.activeElement === document.body) focusPane('main')
  }, [run.state])
  const rows = stepRows(run)
  const expected = expectedMsOf(run)
  const elapsed = (run.settledAt === null ? now : Date.parse(run.settledAt)) - Date.parse(run.approvedAt)
  const settled = run.state === 'settled'
  const isHalfWay = waysOn(run).goOn
  return (
    <>
      <section
        className={plan['card']}
        data-testid="run-card"
        data-state={run.state}
        data-outcome={run.outcome ?? ''}
        data-overtaken={overtaken}
        data-holds={run.proved && !overtaken}
        aria-label={run.words.title}
      >
        <header>
          <div>
            <h2>{title(run)}</h2>
            <p>{overtaken ? beforeVerdict(run) : subtitle(run, rows)}</p>
          </div>
          <span className={plan['tag']}>
            {settled ? (
              `${formatDuration(elapsed)} after approval`
            ) : (
              <span className={isLate(elapsed, expected) ? 'warn' : undefined}>{elapsedText(elapsed, expected)}</span>
            )}
          </span>
        </header>
        {run.failure !== null && (
          <div className={plan['denied']}>
            <FailureNotice failure={run.failure} assertive />
          </div>
        )}
        {isHalfWay && <HalfWay run={run} planned={planned} />}
        <PendingCommands run={run} />
        {settled && run.checks.length > 0 ? <Proof checks={run.checks} /> : <RunSteps run={run} />}
        {run.inverse !== null && !run.proved && !isHalfWay && (
          <Inverse inverse={run.inverse} runId={run.id} settled={settled} />
        )}
        {settled && run.outcome === 'succeeded' && <Debts service={service} />}
        <RunFooter run={run} overtaken={overtaken} planned={planned} asked={asksAgain(run, verdict, service)} />
      </section>
      {run.inverse !== null && run.proved && <Inverse inverse={run.inverse} runId={run.id} settled={settled} quiet />}
      {settled && run.checks.length > 0 && (
        <Disclosure className={plan['history']} summary="What was done, step by step">
          <RunSteps run={run} />
        </Disclosure>
      )}
    </>
  )
}

function title(run: Run): string {
  return run.state === 'settled' && run.checks.length > 0 ? 'Proof' : run.words.title
}

function beforeVerdict(run: Run): string {
  const at = run.settledAt === null ? '' : ` at ${utc(run.settledAt)}`
  return `${run.words.title} was proved${at}, before the verdict above. These readings are no longer what is there now.`
}

function subtitle(run: Run, all: readonly RunStep[]): string {
  const rows = plannedRows(all)
  const done = rows.filter((step) => step.state === 'done').length
  if (run.state === 'verifying') return 'What was sent has been taken; it is watched until it is proved.'
  if (run.state !== 'settled') return `${stepsDone(done, rows.length)} Nothing else is sent until this settles.`
  return run.checks.length > 0
    ? 'Each from a fresh reading, none from a success message.'
    : `${stepsDone(done, rows.length)} Nothing more is sent.`
}

function stepsDone(done: number, all: number): string {
  return all === 1 ? `${done === 1 ? 'The one step is' : 'The one step is not'} done.` : `${done} of ${all} steps done.`
}
