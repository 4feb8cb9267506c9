import { serviceKey, type ServiceRef, type WatchView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'

/** The newest watch over a service of the environment on the screen; null for none. */
export function useWatch(ref: ServiceRef): WatchView | null {
  const here = useFeed('shell')?.environment?.id
  const watches = useFeed('watches') ?? []
  return watches.findLast((watch) => watch.environment.id === here && serviceKey(watch.ref) === serviceKey(ref)) ?? null
}
