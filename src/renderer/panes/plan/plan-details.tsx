import type { DiffLine, Plan } from '../../../contract/index.ts'
import { visibleText } from '../../ui/visible-text.ts'
import css from './plan.module.css'
import { wireText } from './wire-text.ts'

/** On demand: what differs in the template, the request as it goes over the wire, and how to undo it. */
export function PlanDetails({ plan }: { readonly plan: Plan }) {
  const changed = plan.diff.filter((line) => line.kind !== 'same').length
  return (
    <div className={css['details']}>
      <details data-testid="plan-diff">
        <summary>
          Template: {changed} {changed === 1 ? 'line differs' : 'lines differ'}
        </summary>
        <Diff lines={plan.diff} />
      </details>
      <details data-testid="plan-wire">
        <summary>
          Request as sent:{' '}
          {plan.steps.length === 1
            ? plan.steps[0]?.fidelity === 'exact'
              ? 'the same as kubectl'
              : "kubectl's patch with tests in front"
            : `${plan.steps.length} steps`}
        </summary>
        {plan.steps.map((step) => (
          <pre key={step.id} tabIndex={0} aria-label={`Request of ${step.title}`}>
            {wireText(step.request)}
          </pre>
        ))}
      </details>
      <details>
        <summary>Undo: the exact command</summary>
        <pre tabIndex={0} aria-label="Inverse">
          {plan.inverse.command}
        </pre>
      </details>
    </div>
  )
}

const signs = { same: ' ', removed: '-', added: '+' } as const

function Diff({ lines }: { readonly lines: readonly DiffLine[] }) {
  return (
    <pre className={css['diff']} tabIndex={0} aria-label="What differs in the template">
      {lines.map((line, index) => (
        <span key={index} data-kind={line.kind}>
          {signs[line.kind]} {visibleText(line.text)}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
