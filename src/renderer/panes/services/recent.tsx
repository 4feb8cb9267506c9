import type { ServiceRef } from '../../../contract/index.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { useWatch } from '../watch/use-watch.ts'
import { recentText } from './recent-text.ts'
import css from './services.module.css'

/** What is being done to a service, or was done lately and is still watched. */
export function Recent({ service }: { readonly service: ServiceRef }) {
  const runs = useFeed('shell')?.recentRuns ?? []
  const now = useNowMs()
  const watch = useWatch(service)
  const run = runs.find(
    ({ ref }) => ref.namespace === service.namespace && ref.name === service.name && ref.kind === service.kind
  )
  const text = run === undefined ? null : recentText(run, watch?.runId === run.id ? watch : null, now)
  if (run === undefined || text === null) return null
  return (
    <small
      className={css['recent']}
      data-testid="recent-run"
      data-run={run.id}
      data-state={run.state}
      data-open={run.open}
    >
      {text}
    </small>
  )
}
