import type { LeverView, Run } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { useReport } from '../../stores/report.ts'
import { showTab } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import plan from '../plan/plan.module.css'
import { isNotApplied } from './is-not-applied.ts'
import { proveAgain, stopWaiting, takeBack, vouch } from './run-actions.ts'
import { waysOn } from './ways-on.ts'

interface Props {
  readonly run: Run
  /** The service asks for action again: the way on is the verdict, not the report. */
  readonly overtaken: boolean
  /** The next plan is on the screen below: its approval is the way on, and no two are. */
  readonly planned?: boolean
  /** What goes on does not help, by what was read after it. */
  readonly asked?: boolean
}

/** Cancel inside the window, stop waiting after it, and the record once it has settled. */
export function RunFooter({ run, overtaken, planned = false, asked = false }: Props) {
  const levers = useFeedPart('decision', (decision) => decision.levers) ?? []
  if (run.state === 'settled') return <SettledFooter run={run} overtaken={overtaken} planned={planned} />
  if (run.state === 'arming') return <ArmingFooter run={run} />
  if (run.asking !== null) return <AskingFooter runId={run.id} asking={run.asking} />
  const next = asked && !planned ? lastingWay(levers) : undefined
  const hasMore = run.steps.some(({ kind, state }) => kind !== 'prove' && state === 'todo')
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>
        {hasMore
          ? 'Stopping sends nothing further. What the server has been told is awaited, and stays.'
          : 'Stopping ends the waiting, not what the server has been told. “Wait on” takes it up again.'}
      </span>
      <div className={plan['buttons']}>
        {next !== undefined && (
          <Button keys="a" data-testid="next-button" onClick={() => void ask('plan.prepare', { lever: next.id })}>
            {`Plan to ${next.verb}`}
          </Button>
        )}
        <Button look="ghost" keys="f" data-testid="stop-button" onClick={() => stopWaiting(run)}>
          Stop waiting
        </Button>
      </div>
    </footer>
  )
}

/** A gate that only a person can open: going on is asked over this page, outside its reach, as an approval is. */
function AskingFooter({ runId, asking }: { readonly runId: string; readonly asking: NonNullable<Run['asking']> }) {
  const isAsked = useFeedPart('shell', (shell) => shell.approving !== null) === true
  const answer = (given: 'goOn' | 'stop') => void ask('run.answer', { runId, stepId: asking.stepId, answer: given })
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>{asking.text}</span>
      <div className={plan['buttons']}>
        <Button
          data-testid="go-on-button"
          aria-busy={isAsked}
          onClick={() => {
            if (!isAsked) answer('goOn')
          }}
        >
          Go on …
        </Button>
        <Button look="ghost" data-testid="stop-here-button" onClick={() => answer('stop')}>
          Stop here
        </Button>
      </div>
    </footer>
  )
}

/** Without the focus: a second enter, pressed in haste after the approval, must not take it back. Escape cancels. */
function ArmingFooter({ run }: { readonly run: Run }) {
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>Nothing has been sent yet. Cancelling now, with escape too, sends nothing.</span>
      <Button keys="esc" data-testid="cancel-button" onClick={() => void ask('run.abort', { runId: run.id })}>
        Cancel, send nothing
      </Button>
    </footer>
  )
}

/** The first button is the way on: the report after a proof that holds, another plan when nothing was changed, else a new look. */
function SettledFooter({ run, overtaken, planned = false }: Props) {
  const first = planned ? 'ghost' : 'act'
  const again = isNotApplied(run)
  const holds = run.proved && !overtaken
  const ways = waysOn(run)
  const levers = useFeedPart('decision', (decision) => decision.levers)
  const way = ways.lasting && !planned ? lastingWay(levers ?? []) : undefined
  const isLast = ways.again === null && !ways.goOn && way === undefined
  const dismiss = () => void ask('run.dismiss', { runId: run.id })
  return (
    <footer data-testid="action-bar">
      <span className={plan['hint']}>
        {again ? (
          'Nothing was changed. A new plan starts from what is there now.'
        ) : holds ? (
          <ReportHint />
        ) : overtaken ? (
          'The service asks for action again. The record keeps what was done and proved.'
        ) : run.attested !== null ? (
          `Vouched for by ${run.attested.by}, not measured by Backout.`
        ) : ways.goOn ? (
          'Nothing more is sent.'
        ) : ways.lasting ? (
          'It was undone, and would be again: what puts it back has to be held first.'
        ) : (
          'Not proved. The verdict judges anew by what is read now.'
        )}
      </span>
      <div className={plan['buttons']}>
        {again && (
          <Button
            look={first}
            keys={planned ? undefined : 'a'}
            data-testid="plan-again"
            onClick={() => void planAgain(run)}
          >
            Plan again
          </Button>
        )}
        {ways.again !== null && (
          <Button look={first} data-testid="prove-again-button" keys="w" onClick={() => proveAgain(run)}>
            {ways.again}
          </Button>
        )}
        {way !== undefined && (
          <Button look={first} keys="a" data-testid="lasting-button" onClick={() => void planLasting(run, way)}>
            {`Plan to ${way.verb}`}
          </Button>
        )}
        {!again && !planned && ways.again !== null && isHelpless(run) && run.inverse !== null && (
          <Button look="ghost" data-testid="way-back-button" keys="z" onClick={() => takeBack(run)}>
            Plan the way back
          </Button>
        )}
        {ways.vouch && (
          <Button look="ghost" data-testid="vouch-button" keys="v" onClick={() => vouch(run)}>
            Vouch for it
          </Button>
        )}
        {!again && !holds && (
          <Button look={isLast ? first : 'ghost'} data-testid="dismiss-button" onClick={dismiss}>
            Back to the verdict
          </Button>
        )}
        <Button look={holds ? first : 'ghost'} onClick={() => showTab('report')}>
          Open the report
        </Button>
        {isLast && (
          <Button look="ghost" onClick={() => void copy({ kind: 'allCommands' }, 'the command log')}>
            Copy command log
          </Button>
        )}
        {(again || holds) && (
          <Button look="ghost" data-testid="dismiss-button" onClick={dismiss}>
            Close this action
          </Button>
        )}
      </div>
    </footer>
  )
}

/** Something that it was to bring about is seen not to be so: another look is not the only way on. */
function isHelpless({ checks }: Run): boolean {
  return checks.some(({ status, blocks }) => status === 'False' && blocks)
}

/** What is recommended for what is there now, or asks for a choice. */
function lastingWay(levers: readonly LeverView[]): LeverView | undefined {
  return levers.find(({ state }) => state === 'recommended') ?? levers.find(({ state }) => state === 'needsChoice')
}

async function planLasting({ id }: Run, { id: lever }: LeverView): Promise<void> {
  if ((await ask('run.dismiss', { runId: id })) === undefined) return
  await ask('plan.prepare', { lever })
}

function ReportHint() {
  const commands = useFeedPart('record', (record) => record.commands.length) ?? 0
  const entries = useFeedPart('record', (record) => record.timeline.length) ?? 0
  const missing = useReport()?.missing.length ?? 0
  return `Report draft is ready: ${commands} commands, ${entries} timeline entries, ${missing} ${missing === 1 ? 'field' : 'fields'} to fill in.`
}

/** For the same choice: what the operator chose is not to be forgotten because something else changed. */
async function planAgain({ id, lever, choice }: Run): Promise<void> {
  if ((await ask('run.dismiss', { runId: id })) === undefined) return
  await ask('plan.prepare', { lever, ...(choice === null ? {} : { choice }) })
}
