import { serviceKey, type WatchView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import shell from '../shell/shell.module.css'
import { watchTone } from './watch-tone.ts'

/** Services that are watched and are not on the screen, the alarms first; with the way to each. */
export function WatchesElsewhere() {
  const watches = useFeed('watches') ?? []
  const service = useFeed('service') ?? null
  const here = useFeed('shell')?.environment?.id
  const isShown = ({ ref, environment }: WatchView): boolean =>
    environment.id === here && service !== null && serviceKey(service.ref) === serviceKey(ref)
  const open = watches.filter((watch) => watch.end === null && !isShown(watch))
  if (open.length === 0) return null
  const rows = rowsOf(open)
  return (
    <section className={shell['elsewhere']} aria-label="Watched elsewhere" data-testid="watches-elsewhere">
      <ul>
        {rows.single.map((watch) => (
          <li key={`${watch.id} ${serviceKey(watch.ref)}`} data-testid="watch-elsewhere">
            <span role={watch.phase === 'alarm' ? 'alert' : undefined}>
              <b className={watchTone(watch)}>{watch.ref.name}:</b> {watch.said} {watch.environment.name}
            </span>
            {watch.environment.id === here && (
              <Button look="small" onClick={() => void ask('service.open', { ref: watch.ref })}>
                Show {watch.ref.name}
              </Button>
            )}
          </li>
        ))}
        {rows.holding.map((together) => (
          <li key={together[0]?.id} data-testid="watch-elsewhere">
            <span>
              <b className="ok">{together.length} services:</b> holding.{' '}
              {together.map(({ ref }) => ref.name).join(', ')} {together[0]?.environment.name}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** So many services of one run have a row each while all is well. */
const mostRows = 3

/** The alarms first; of what was done to many services those that hold are one row. */
function rowsOf(open: readonly WatchView[]) {
  const holds = ({ phase }: WatchView): boolean => phase === 'holding'
  const runs = [...new Set(open.filter(holds).map(({ id }) => id))]
  const holding = runs
    .map((id) => open.filter((watch) => watch.id === id && holds(watch)))
    .filter((together) => together.length > mostRows)
  const rest = open.filter((watch) => !holding.flat().includes(watch))
  const isAlarm = ({ phase }: WatchView): boolean => phase === 'alarm'
  return { holding, single: [...rest.filter(isAlarm), ...rest.filter((watch) => !isAlarm(watch))] }
}
