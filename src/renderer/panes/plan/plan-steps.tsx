import type { Plan, StepView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import css from './plan.module.css'

/**
 * What will be done, in order; one step is its command alone, several are numbered with what each is.
 * @param inBar the command that leaves first stands in the action bar
 */
export function PlanSteps({ plan, inBar }: { readonly plan: Plan; readonly inBar: boolean }) {
  const [only] = plan.steps
  if (plan.steps.length === 1 && only && only.instead === undefined)
    return inBar ? null : <Command planId={plan.id} step={only} />
  return (
    <ol className={css['steps']} data-testid="plan-steps" aria-label="Steps">
      {plan.steps.map((step, index) => (
        <li key={step.id} data-kind={step.kind}>
          <p>
            {words[step.kind]}
            {step.title}
            {step.reversible === 'no' && <b className="warn"> cannot be taken back</b>}
          </p>
          {step.command !== '' && <CommandText command={step.command} />}
          {step.exact !== undefined && <Forms planId={plan.id} step={step} exact={step.exact} />}
          {step.onFailure === 'goOn' && (
            <p className="dim">
              {index === plan.steps.length - 1
                ? 'If it fails, what was done before is proved all the same.'
                : 'If it fails, the next one is done all the same.'}
            </p>
          )}
          {step.instead?.map((other) => (
            <div key={other.id} data-testid="step-instead">
              <p className="warn">
                {step.kind === 'wait' ? 'If not' : 'If it fails'}: {other.title}
              </p>
              <CommandText command={other.command} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  )
}

/** The command that leaves first, for where the whole plan is not in sight. */
export function FirstCommand({ plan }: { readonly plan: Plan }) {
  const first = plan.steps.find(({ command }) => command !== '')
  if (first === undefined) return null
  const commands = plan.steps.filter(({ command }) => command !== '').length
  return <Command planId={plan.id} step={first} of={commands} />
}

const words: Readonly<Record<StepView['kind'], string>> = { do: '', wait: 'Waits: ', keep: '' }

interface FormsProps {
  readonly planId: string
  readonly step: StepView
  readonly exact: string
}

/** The usual command, named for what it sends, and the one that sends what Backout does; each can be copied. */
function Forms({ planId, step, exact }: FormsProps) {
  const copyIt = (form: 'usual' | 'exact'): void =>
    void copy({ kind: 'stepCommand', planId, stepId: step.id, form }, `the command of "${step.title}"`)
  return (
    <div data-testid="step-forms">
      <p className="dim">
        {step.commandSends}.{' '}
        <Button look="small" onClick={() => copyIt('usual')}>
          Copy
        </Button>
      </p>
      <CommandText command={exact} />
      <p className="dim">
        Sends what Backout sends.{' '}
        <Button look="small" onClick={() => copyIt('exact')}>
          Copy
        </Button>
      </p>
    </div>
  )
}

function Command({ planId, step, of = 1 }: { readonly planId: string; readonly step: StepView; readonly of?: number }) {
  return (
    <div className={css['command']} data-testid="plan-command" data-of={of > 1 ? of : undefined}>
      {of > 1 && <span className="dim">1 of {of}</span>}
      <CommandText command={step.command} />
      <Button look="small" onClick={() => void copy({ kind: 'planCommand', planId }, 'the command')}>
        Copy
      </Button>
    </div>
  )
}
