import type { Run } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import plan from '../plan/plan.module.css'
import { isNotApplied } from './is-not-applied.ts'
import { Proof } from './proof.tsx'
import { RunSteps } from './steps-in-run.tsx'

/** Runs of the same service before the newest, each with how far it has come; still going on ones can be stopped. */
export function EarlierRuns({ runs }: { readonly runs: readonly Run[] }) {
  return runs.toReversed().map((run) => (
    <details
      key={run.id}
      className={plan['history']}
      data-testid="earlier-run"
      data-run={run.id}
      data-state={run.state}
    >
      <summary>
        Before: {run.words.title}, {stateText(run)}, approved <Age at={run.approvedAt} />
      </summary>
      {run.state === 'settled' && run.checks.length > 0 ? <Proof checks={run.checks} /> : <RunSteps run={run} />}
      {run.state !== 'settled' && (
        <Button look="small" onClick={() => void ask('run.abort', { runId: run.id })}>
          Stop waiting for this one
        </Button>
      )}
    </details>
  ))
}

function stateText(run: Run): string {
  const { state, proved, attested, outcome, overtaken } = run
  if (state !== 'settled') return state === 'verifying' ? 'still being proved' : 'still under way'
  if (proved) return 'proved'
  if (overtaken) return `overtaken at ${utc(overtaken.at)} by “${overtaken.title}”, not measured since`
  if (isNotApplied(run))
    return outcome === 'cancelled' && run.failure === null ? 'cancelled, nothing was sent' : 'nothing was changed'
  if (outcome === 'unknown') return 'outcome unknown'
  return attested === null ? 'not proved' : `vouched for by ${attested.by}`
}
