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

/** So many are named. */
const mostNamed = 5

function namesOf(rows: readonly ServiceRow[]): string {
  const names = rows.map(({ ref }) => ref.name)
  const shown =
    names.length <= mostNamed ? names : [...names.slice(0, mostNamed - 1), `${names.length - mostNamed + 1} more`]
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}

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
        <b>Together: {changed.length} services that changed in the last hour are in trouble.</b> {namesOf(changed)} may
        go back in one plan, which stands with each of them.
      </span>
      <Button look="small" onClick={() => void ask('service.open', { ref: worst.ref })}>
        Open the plan of {changed.length} services
      </Button>
    </p>
  )
}
