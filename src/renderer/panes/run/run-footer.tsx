import { useEffect, useRef } from 'react'
import type { Run } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { showTab } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import plan from '../plan/plan.module.css'

/** Cancel inside the window, stop waiting after it, and the record once it has settled. */
export function RunFooter({ run }: { readonly run: Run }) {
  if (run.state === 'settled') return <SettledFooter run={run} />
  if (run.state === 'arming') return <ArmingFooter run={run} />
  const abort = () => void ask('run.abort', { runId: run.id })
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>
        Stopping now stops the waiting, not what the server has been told. The inverse is offered then.
      </span>
      <Button look="ghost" data-testid="stop-button" onClick={abort}>
        Stop waiting
      </Button>
    </footer>
  )
}

function ArmingFooter({ run }: { readonly run: Run }) {
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The field that was typed into is gone: the focus goes to the one thing that can be done now.
    if (document.activeElement === document.body) cancel.current?.focus()
  }, [])
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>Nothing has been sent yet. Cancelling now, with escape too, sends nothing.</span>
      <Button
        ref={cancel}
        data-testid="cancel-button"
        onClick={() => void ask('run.abort', { runId: run.id })}
        onKeyDown={(event) => {
          // Enter, still held from the approval, does not take it back.
          if (event.repeat) event.preventDefault()
        }}
      >
        Cancel, send nothing
      </Button>
    </footer>
  )
}

/** The first button is the way on: the report after a proof, another plan when nothing was changed, else a new look. */
function SettledFooter({ run }: { readonly run: Run }) {
  const record = useFeed('record')
  const report = useFeed('report')
  const missing = report?.missing.length ?? 0
  const again = isNotApplied(run)
  const dismiss = () => void ask('run.dismiss', { runId: run.id })
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>
        {again
          ? 'Nothing was changed. A new plan starts from what is there now.'
          : run.proved
            ? `Report draft is ready: ${record?.commands.length ?? 0} commands, ${record?.timeline.length ?? 0} timeline entries, ${missing} ${missing === 1 ? 'field' : 'fields'} to fill in.`
            : 'Not proved. The verdict judges anew by what is read now.'}
      </span>
      <div className={plan['buttons']}>
        {again && (
          <Button data-testid="plan-again" onClick={() => void planAgain(run.id)}>
            Plan again
          </Button>
        )}
        {!again && !run.proved && (
          <Button data-testid="dismiss-button" onClick={dismiss}>
            Back to the verdict
          </Button>
        )}
        <Button look={run.proved ? 'act' : 'ghost'} onClick={() => showTab('report')}>
          Open the report
        </Button>
        <Button look="ghost" onClick={() => void copy({ kind: 'allCommands' }, 'the command log')}>
          Copy command log
        </Button>
        {(again || run.proved) && (
          <Button look="ghost" data-testid="dismiss-button" onClick={dismiss}>
            Close this action
          </Button>
        )}
      </div>
    </footer>
  )
}

/** Whether it is known that nothing was changed: then the way on is another plan. */
function isNotApplied(run: Run): boolean {
  return (
    run.outcome === 'conflict' || run.outcome === 'failed' || (run.outcome === 'cancelled' && run.attempts.length === 0)
  )
}

async function planAgain(runId: string): Promise<void> {
  if ((await ask('run.dismiss', { runId })) === undefined) return
  await ask('plan.prepare', { lever: 'deploymentRollback' })
}
