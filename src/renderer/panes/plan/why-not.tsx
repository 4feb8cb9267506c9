import css from './plan.module.css'
import type { Obstacle } from './why-not-approvable.ts'

/** Why the plan cannot be approved, where the field or the button to hold would be. */
export function WhyNot({ why }: { readonly why: Obstacle }) {
  return (
    <p className={css['whyNot']} data-testid="why-not">
      <b aria-hidden="true">✕</b> {why.text}
    </p>
  )
}
