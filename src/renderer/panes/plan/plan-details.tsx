import type { DiffLine, Guard, Plan } from '../../../contract/index.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { countChanges } from './count-changes.ts'
import { Guards } from './guards.tsx'
import css from './plan.module.css'
import { wireText } from './wire-text.ts'

interface Props {
  readonly plan: Plan
  /** Checks that passed and are not listed above. */
  readonly passed: readonly Guard[]
}

/** On demand: what differs in the template, the request as it goes over the wire, the way back, and what else is known. */
export function PlanDetails({ plan, passed }: Props) {
  const changes = countChanges(plan.diff)
  return (
    <div className={css['details']}>
      {passed.length > 0 && (
        <Disclosure testId="plan-passed" summary={`${passed.length} more checks passed`}>
          <Guards rows={passed} label="Passed" />
        </Disclosure>
      )}
      <Disclosure testId="plan-diff" summary={`Template: ${changes} ${changes === 1 ? 'difference' : 'differences'}`}>
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
      <Disclosure testId="plan-notes" summary="Good to know">
        <ul className={css['notes']}>
          {[plan.withoutYou.detail, ...plan.annotationChanges].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
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
