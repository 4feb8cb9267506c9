import { useState } from 'react'
import type { DiffLine, Guard, Plan } from '../../../contract/index.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { countChanges } from './count-changes.ts'
import { Guards } from './guards.tsx'
import css from './plan.module.css'
import { StepRequest } from './step-request.tsx'

interface Props {
  readonly plan: Plan
  /** Checks that passed and are not listed above. */
  readonly passed: readonly Guard[]
}

/** On demand: what differs in the template, the request as it goes over the wire, the way back, and what else is known. */
export function PlanDetails({ plan, passed }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={css['details']}>
      {passed.length > 0 && (
        <Disclosure testId="plan-passed" summary={`${passed.length} more checks passed`}>
          <Guards rows={passed} label="Passed" />
        </Disclosure>
      )}
      {plan.changes.map((change) => change.kind === 'lines' && <Lines key={change.title} {...change} />)}
      <Disclosure testId="plan-wire" onToggle={setOpen} summary={`Request as sent: ${wireSummary(plan)}`}>
        {isOpen &&
          plan.steps
            .filter(({ kind }) => kind === 'do')
            .map((step) => <StepRequest key={step.id} planId={plan.id} step={step} />)}
      </Disclosure>
      {plan.inverse !== null && (
        <Disclosure testId="plan-inverse" summary="Undo: exact command">
          <pre tabIndex={0} aria-label="Inverse">
            {plan.inverse.command}
          </pre>
        </Disclosure>
      )}
      <Disclosure testId="plan-notes" summary="Good to know">
        <ul className={css['notes']}>
          {[plan.withoutYou.detail, ...plan.notes].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Disclosure>
    </div>
  )
}

function wireSummary({ steps }: Plan): string {
  if (steps.length !== 1) return `${steps.filter(({ kind }) => kind === 'do').length} of ${steps.length} steps`
  return steps[0]?.fidelity === 'exact' ? 'the same as kubectl' : "kubectl's patch with tests in front"
}

const signs = { same: ' ', removed: '-', added: '+' } as const

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly DiffLine[] }) {
  const changes = countChanges(lines)
  return (
    <Disclosure testId="plan-diff" summary={`${title}: ${changes} ${changes === 1 ? 'difference' : 'differences'}`}>
      <Diff title={title} lines={lines} />
    </Disclosure>
  )
}

function Diff({ title, lines }: { readonly title: string; readonly lines: readonly DiffLine[] }) {
  return (
    <pre className={css['diff']} tabIndex={0} aria-label={`What differs: ${title}`}>
      {lines.map((line, index) => (
        <span key={index} data-kind={line.kind}>
          {signs[line.kind]} {withControlsShown(line.text)}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
