import type { DiffLine, Plan } from '../../../contract/index.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import css from './plan.module.css'
import { wireText } from './wire-text.ts'

/** On demand: what differs in the template, the request as it goes over the wire, and how to undo it. */
export function PlanDetails({ plan }: { readonly plan: Plan }) {
  const changed = plan.diff.filter((line) => line.kind !== 'same').length
  return (
    <div className={css['details']}>
      <Disclosure
        testId="plan-diff"
        summary={`Template: ${changed} ${changed === 1 ? 'line differs' : 'lines differ'} from now`}
      >
        <Diff lines={plan.diff} />
      </Disclosure>
      <Disclosure testId="plan-wire" summary={`Request as sent: ${wireSummary(plan)}`}>
        {plan.steps.map((step) => (
          <pre key={step.id} tabIndex={0} aria-label={`Request of ${step.title}`}>
            {wireText(step.request)}
          </pre>
        ))}
      </Disclosure>
      <Disclosure testId="plan-inverse" summary="Undo: the exact command">
        <pre tabIndex={0} aria-label="Inverse">
          {plan.inverse.command}
        </pre>
      </Disclosure>
    </div>
  )
}

function wireSummary({ steps }: Plan): string {
  if (steps.length !== 1) return `${steps.length} steps`
  return steps[0]?.fidelity === 'exact' ? 'the same as kubectl' : "kubectl's patch with tests in front"
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
