import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'

/** From the list of one namespace to that of all of them, and back. Returns false where no list is shown. */
export function toggleEverywhere(): boolean {
  const { shell, services, service } = feedStore.getState().values
  if (!shell?.environment || !services || service) return false
  void ask('environment.listEverywhere', { on: services.everywhere === null })
  return true
}
