import type { ServiceRow } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { inTroubleOf } from './find-rows.ts'
import css from './services.module.css'

interface Props {
  readonly rows: readonly ServiceRow[]
  /** By the console's clock, milliseconds. */
  readonly nowMs: number
}

/** A change within this time may be what several services suffer from. */
const recentMs = 3_600_000

/**
 * Several services in trouble that changed lately may go back in one plan, which stands with each of them. One whose errors
 * may all be of before its newest change is not among them: it was taken back already.
 */
export function Together({ rows, nowMs }: Props) {
  const changed = inTroubleOf(rows).filter(
    ({ changedAt, errorCrossing }) => nowMs - Date.parse(changedAt) < recentMs && errorCrossing?.waits !== true
  )
  const [worst] = changed
  if (worst === undefined || changed.length < 2) return null
  return (
    <p className={css['together']} data-testid="together">
      <span>
        <b>Together: {changed.length} services that changed in the last hour are in trouble.</b> They may go back in one
        plan, which stands with each of them.
      </span>
      <Button look="small" onClick={() => void ask('service.open', { ref: worst.ref })}>
        Open {worst.ref.name}
      </Button>
    </p>
  )
}
