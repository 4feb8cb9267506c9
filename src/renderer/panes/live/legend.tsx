import { isReported, type Signal } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { copy } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { utc } from '../../../contract/words/format-time.ts'
import type { DrawnChange } from './changes-drawn.ts'
import { drawnOf } from './describe-signal.ts'
import css from './live.module.css'

interface Props {
  readonly signal: Signal
  /** Where the dashed line is drawn; null for none. */
  readonly limit: number | null
  /** What is drawn as a bar, where it is within the picture. */
  readonly changes: readonly DrawnChange[]
}

/** What the lines of a picture are, and the way to ask Prometheus the same. */
export function Legend({ signal, limit, changes }: Props) {
  const { id, source, earlier } = signal
  const series = drawnOf(signal)
  const [first, last] = [series.at(0), series.at(-1)]
  if (first === undefined || last === undefined) return null
  const bars = changes.filter(
    ({ at }) => Date.parse(at) >= Date.parse(first.at) && Date.parse(at) <= Date.parse(last.at)
  )
  return (
    <p className={css['legend']}>
      <span>
        {formatDuration(Date.parse(last.at) - Date.parse(first.at))}
        {limit !== null && ', dashed: limit'}
        {earlier && `, ${earlier.workload} until ${utc(earlier.untilAt)}, then ${earlier.next}`}
        {bars.length > 0 &&
          `, ${bars.length === 1 ? 'bar' : 'bars'}: ${bars.map(({ at, what }) => `${what} ${utc(at)}`).join(', ')}`}
      </span>{' '}
      {source !== '' && id !== 'newPodsUnavailable' && !isReported(id) && (
        <Button look="link" onClick={() => void copy({ kind: 'query', signal: id }, 'the query')}>
          Copy the query
        </Button>
      )}
    </p>
  )
}
