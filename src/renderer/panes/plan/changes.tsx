import type { LeverView, Plan } from '../../../contract/index.ts'
import css from './plan.module.css'
import { Rails } from './rails.tsx'

/** Before and after, as the plan has it; lines are shown on demand, with the details. */
export function Changes({ plan, lever }: { readonly plan: Plan; readonly lever: LeverView | undefined }) {
  return plan.changes.map((change) => {
    if (change.kind === 'shares') return <Rails key={change.title} change={change} lever={lever} />
    // Of several rows, the table of what is taken has them.
    if (change.kind === 'lines' || lever?.picks === 'several') return null
    return (
      <p key={change.title} className={css['value']} data-testid="change">
        {change.title}: {change.before} → <b>{change.after}</b>
      </p>
    )
  })
}
