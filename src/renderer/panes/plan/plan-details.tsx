import { useState } from 'react'
import type { DiffLine, Plan } from '../../../contract/index.ts'
import { visibleText } from '../../ui/visible-text.ts'
import css from './plan.module.css'
import { StepRequest } from './step-request.tsx'

/** On demand: what differs in the template, the request as it goes over the wire, and how to undo it. */
export function PlanDetails({ plan }: { readonly plan: Plan }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={css['details']}>
      {plan.changes.map((change) => change.kind === 'lines' && <Lines key={change.title} {...change} />)}
      <details data-testid="plan-wire" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          Request as sent:{' '}
          {plan.steps.length === 1
            ? plan.steps[0]?.fidelity === 'exact'
              ? 'the same as kubectl'
              : "kubectl's patch with tests in front"
            : `${plan.steps.length} steps`}
        </summary>
        {isOpen &&
          plan.steps
            .filter(({ kind }) => kind === 'do')
            .map((step) => <StepRequest key={step.id} planId={plan.id} step={step} />)}
      </details>
      {plan.inverse !== null && (
        <details>
          <summary>Undo: the exact command</summary>
          <pre tabIndex={0} aria-label="Inverse">
            {plan.inverse.command}
          </pre>
        </details>
      )}
    </div>
  )
}

const signs = { same: ' ', removed: '-', added: '+' } as const

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly DiffLine[] }) {
  const changed = lines.filter((line) => line.kind !== 'same').length
  return (
    <details data-testid="plan-diff">
      <summary>
        {title}: {changed} {changed === 1 ? 'line differs' : 'lines differ'}
      </summary>
      <Diff title={title} lines={lines} />
    </details>
  )
}

function Diff({ title, lines }: { readonly title: string; readonly lines: readonly DiffLine[] }) {
  return (
    <pre className={css['diff']} tabIndex={0} aria-label={`What differs: ${title}`}>
      {lines.map((line, index) => (
        <span key={index} data-kind={line.kind}>
          {signs[line.kind]} {visibleText(line.text)}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
