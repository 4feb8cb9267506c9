import type { Plan } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import css from './plan.module.css'

/** The same plan with a part left out, or taken in: planning it anew makes another plan to approve. */
export function PlanOthers({ plan }: { readonly plan: Plan }) {
  const { others = [], lever, continues } = plan
  if (others.length === 0) return null
  return (
    <p className={css['others']} data-testid="plan-others">
      {others.map(({ title, choice }) => (
        <Button
          key={title}
          look="small"
          onClick={() => void ask('plan.prepare', { lever, choice, ...(continues ? { continues } : {}) })}
        >
          {title}
        </Button>
      ))}
    </p>
  )
}
