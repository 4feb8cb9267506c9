import type { LeverView } from '../../../contract/index.ts'
import css from './plan.module.css'

const words: Readonly<Record<LeverView['state'], string>> = {
  recommended: 'recommended',
  possible: 'possible',
  needsChoice: 'needs a choice',
  refused: 'refused',
  notNeeded: 'not needed',
  planning: 'planning',
  failed: 'failed'
}

/** The levers that are not the one above, each with its reason. */
export function OtherLevers({ levers }: { readonly levers: readonly LeverView[] }) {
  if (levers.length === 0) return null
  return (
    <section className={css['others']} aria-label="Other levers" data-testid="other-levers">
      <h2>Other levers</h2>
      {levers.map((lever) => (
        <div key={lever.id} data-state={lever.state}>
          <span>{lever.title}</span>
          <span>{lever.reason}</span>
          <span>{words[lever.state]}</span>
        </div>
      ))}
    </section>
  )
}
