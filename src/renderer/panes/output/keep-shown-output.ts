import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { say } from '../../stores/view.ts'

/** Keeps the logs that are shown in the journal; false when none are. */
export function keepShownOutput(): boolean {
  if (!feedStore.getState().values.output) return false
  void ask('output.keep', {}).then((answer) => {
    if (answer !== undefined) say('Kept the logs and events in the journal')
  })
  return true
}
