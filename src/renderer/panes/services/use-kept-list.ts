import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'

/** Where somebody is in the list of services, and the ways to change it. */
export interface KeptList {
  readonly text: string
  /** `uid` of the row under the cursor; null is the first. */
  readonly selected: string | null
  readonly setText: (text: string) => void
  readonly setSelected: (uid: string | null) => void
}

/**
 * Search and cursor of the list, as they were left when a service was opened; each namespace begins anew, and so does the
 * list of all of them, which is null.
 */
export function useKeptList(namespace: string | null): KeptList {
  const environment = useFeed('shell')?.environment?.id ?? ''
  const of = JSON.stringify([environment, namespace])
  const list = useView((view) => view.list)
  const { text, selected } = list.of === of ? list : { text: '', selected: null }
  return {
    text,
    selected,
    setText: (next) => setView({ list: { of, text: next, selected } }),
    setSelected: (uid) => setView({ list: { of, text, selected: uid } })
  }
}
