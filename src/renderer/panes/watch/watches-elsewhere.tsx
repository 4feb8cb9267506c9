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
  const alarms = open.filter(({ phase }) => phase === 'alarm')
  const rest = open.filter(({ phase }) => phase !== 'alarm')
  return (
    <section className={shell['elsewhere']} aria-label="Watched elsewhere" data-testid="watches-elsewhere">
      <ul>
        {[...alarms, ...rest].map((watch) => (
          <li key={`${watch.runId} ${serviceKey(watch.ref)}`} data-testid="watch-elsewhere">
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
      </ul>
    </section>
  )
}
