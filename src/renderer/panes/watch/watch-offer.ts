import { serviceKey, type Feeds, type ServiceRef } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'

type Seen = { readonly [F in 'shell' | 'service' | 'verdict' | 'run' | 'watches']?: Feeds[F] | undefined }

/** The service that may be watched, and for how long, milliseconds. */
export interface WatchOffer {
  readonly ref: ServiceRef
  readonly forMs: number
}

/**
 * The service that may be watched after a change that somebody else took back; null while nothing is offered, something of ours
 * has the screen, or it is watched. One that was stopped or lost may be watched again.
 */
export function watchOffer({ shell, service, verdict, run, watches = [] }: Seen): WatchOffer | null {
  const change = verdict?.changedBack
  if (!service || run || !change) return null
  const own = watches.filter(
    ({ environment, ref }) => environment.id === shell?.environment?.id && serviceKey(ref) === serviceKey(service.ref)
  )
  const isWatched = own.some(
    ({ end, change: of }) =>
      end === null || (of?.startedAt === change.startedAt && end.how !== 'stopped' && end.how !== 'lost')
  )
  return isWatched ? null : { ref: service.ref, forMs: change.forMs }
}

/** Begins the watch that is offered; false where none is. */
export function takeOffer(): boolean {
  const offered = watchOffer(feedStore.getState().values)
  if (offered === null) return false
  void ask('watch.begin', { ref: offered.ref })
  return true
}
