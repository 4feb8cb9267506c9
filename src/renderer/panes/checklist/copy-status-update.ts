import { copy } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'

/** Copies a draft for the status page, which begins the time to the next one. Returns false where there is nothing to tell of. */
export function copyStatusUpdate(): boolean {
  const { service, shell } = feedStore.getState().values
  if (!service && !shell?.record?.service) return false
  void copy({ kind: 'statusUpdate' }, 'a status update')
  return true
}
