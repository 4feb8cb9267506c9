import { clock } from '../../ui/counting-clock.ts'
import css from './plan.module.css'

/** From so long before its end on, a plan says how long it still holds. */
const nearMs = 2 * 60_000

/** How long the plan can still be approved, once that is little. `leftMs` counts by the console's clock. */
export function Expiry({ leftMs }: { readonly leftMs: number }) {
  if (leftMs > nearMs || leftMs <= 0) return null
  return (
    <span className={css['expiry']} data-testid="expiry">
      Plan expires in {clock(leftMs)}, then it is made again.
    </span>
  )
}
