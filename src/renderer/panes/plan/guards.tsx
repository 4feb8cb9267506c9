import type { Guard, Plan } from '../../../contract/index.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import css from './plan.module.css'

const glyphs = { passed: '✓', warning: '!', blocked: '✕' } as const
const words = { passed: 'passed', warning: 'warning', blocked: 'blocked' } as const
const previews = { accepted: 'passed', failed: 'blocked', notRun: 'warning', none: 'passed' } as const
const order = { blocked: 0, warning: 1, passed: 2 } as const

/** So many checks that passed are read at a glance; more of them are counted, and listed on demand. */
const fewPassed = 4

/**
 * What was looked at while planning, the server's own dry run among it; what speaks against it first. A dry run that
 * failed has a notice of its own above.
 */
export function guardRows(plan: Plan): {
  /** What speaks against it: it is read before the steps. */
  readonly against: readonly Guard[]
  readonly shown: readonly Guard[]
  readonly passed: readonly Guard[]
} {
  const preview: Guard = { id: 'preview', status: previews[plan.preview.status], text: plan.preview.text }
  const guards = plan.guards.flatMap(asTold)
  const rows = [
    ...(plan.preview.failure === undefined ? [preview] : []),
    ...guards.filter(({ status, text }) => {
      // What passed, and is the reason above, is not read twice.
      const isSaid = status === 'passed' && text !== '' && plan.why.includes(text)
      return !isSaid && text !== plan.preview.text && text !== plan.preview.failure?.message
    })
  ].toSorted((a, b) => order[a.status] - order[b.status])
  const passed = rows.filter((row) => row.status === 'passed')
  const against = rows.filter((row) => row.status !== 'passed')
  if (passed.length <= fewPassed) return { against, shown: passed, passed: [] }
  const first = passed.find((row) => row.id === 'preview')
  return { against, shown: passed.filter((row) => row === first), passed: passed.filter((row) => row !== first) }
}

/** Without what stands in a notice above the card. */
function asTold({ besides, ...guard }: Guard): readonly Guard[] {
  if (besides === undefined) return [guard]
  return besides === '' ? [] : [{ ...guard, text: besides }]
}

/** A list of checks, each with its sign. */
export function Guards({ rows, label }: { readonly rows: readonly Guard[]; readonly label: string }) {
  return (
    <ul className={css['guards']} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} data-status={row.status}>
          <b aria-hidden="true">{glyphs[row.status]}</b>
          <span>
            <span className="offscreen">{words[row.status]}: </span>
            <Unbroken text={row.text} />
          </span>
        </li>
      ))}
    </ul>
  )
}
