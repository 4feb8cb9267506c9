import type { LastKnown, TaskView } from '../../../contract/index.ts'
import { feedStore, useFeed } from '../../stores/feeds.ts'
import { useView, viewStore } from '../../stores/view.ts'
import { currentTask } from './phases.ts'

/** The task under the cursor, for a component. */
export function useCurrentTask(): TaskView | null {
  const tasks = useFeed('checklist')?.tasks ?? []
  const chosen = useView((view) => view.task)
  const readsOut = isReadOut(useFeed('lastKnown'))
  return currentTask(tasks, chosen, readsOut)
}

/** The task under the cursor right now, for a key handler. */
export function readCurrentTask(): TaskView | null {
  const { checklist, lastKnown } = feedStore.getState().values
  return currentTask(checklist?.tasks ?? [], viewStore.getState().task, isReadOut(lastKnown))
}

/** Whether there is a plan of before whose command is read out. */
function isReadOut(known: LastKnown | null | undefined): boolean {
  return (known?.plan ?? null) !== null
}
